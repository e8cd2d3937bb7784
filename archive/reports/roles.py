"""What a person's posts say: the role as printed, the body of the office, the body that somebody signs for."""

from archive.reports.bodies import Body, body_at
from archive.reports.passage import Passage
from archive.reports.people import Mention, Post


def role(passage: Passage, posts: tuple[Post, ...]) -> str | None:
    """The posts as printed, joined as a newspaper joins them."""
    return ", ".join(passage.quote(post.start, post.stop) for post in posts) or None


def organization(passage: Passage, posts: tuple[Post, ...]) -> str | None:
    """The body of the last office, or of the last seat where no office names one."""
    held = [(post.sort, body) for post in posts if (body := _body_of(passage, post))]
    offices = [body for sort, body in held if sort == "office"] or [body for _, body in held]
    return passage.quote(offices[-1].start, offices[-1].stop) if offices else None


def office_signed_for(passage: Passage, posts: tuple[Post, ...]) -> Body | None:
    """The body of the last office."""
    office = next((post for post in reversed(posts) if post.sort == "office"), None)
    return _body_of(passage, office) if office else None


def _body_of(passage: Passage, post: Post) -> Body | None:
    """The body that a post is held in, also where the post's own words hold it: "Giám đốc | Sở Nội vụ"."""
    if post.body or post.sort != "office":
        return post.body
    inner = (body_at(passage, index, any_case=True) for index in range(post.start + 1, post.stop))
    return next((body for body in inner if body and body.stop <= post.stop), None)


def last_word(mention: Mention) -> int:
    """The last word of a person's name and posts."""
    return max(mention.stop, *(post.stop for post in mention.posts), 0) - 1
