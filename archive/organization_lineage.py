"""Bodies that a body's id points to: those it belongs to, acts for and was followed by, each with a name."""

from datetime import date
from functools import lru_cache

from archive.gazetteer import Place, by_id
from archive.reports.bodies import body_at
from archive.reports.organizations import Organization, described, is_centrally_run
from archive.reports.passage import Passage
from archive.vietnamese import unify_tones

# What signs and reviews in the name of a whole body: Ban Thường vụ, Thường trực, Ban Chấp hành.
STANDING = frozenset({"btv", "tt", "bch"})
COMMITTEES = {"thành phố": "Thành ủy", "huyện": "Huyện ủy", "quận": "Quận ủy", "thị xã": "Thị ủy", "tỉnh": "Tỉnh ủy"}
STILL = date(9999, 1, 1)
MERGED_BOARD = "Ban Tuyên giáo và Dân vận"


def acting(identity: str) -> str:
    """The body that a standing committee acts for: d866/tu for d866/tu#btv. Any other body itself."""
    above, _, organ = identity.rpartition("#")
    return above if organ in STANDING else identity


def line(identity: str) -> tuple[str, ...]:
    """The ids of a body and of those that took over from it, in their order."""
    later = described(identity, "").successor
    return (identity, *(line(later) if later else ()))


@lru_cache(maxsize=4096)
def with_relatives(body: Organization) -> tuple[Organization, ...]:
    """The bodies that it refers to, each after those that it refers to itself, and the body; with full names."""
    full = in_full(body)
    others = [other for other in (_parent(full), _successor(full)) if other]
    relatives = {relative.id: relative for other in others for relative in with_relatives(other)}
    return (*relatives.values(), full)


def in_full(body: Organization) -> Organization:
    """The body with a name that stands alone: "Ban Dân vận Thành ủy" of Hà Tĩnh is Ban Dân vận Thành ủy Hà Tĩnh."""
    name = " ".join(unify_tones(body.name).split())
    place = by_id(body.place).name if body.place else ""
    full = name if place.lower() in name.lower() else f"{name} {place}"
    return described(body.id, full[:1].upper() + full[1:])


def _parent(body: Organization) -> Organization | None:
    if body.parent is None:
        return None
    return described(body.parent, _name_by_id(body.parent) or _owner(body.name) or body.parent)


def _owner(name: str) -> str | None:
    """Thành ủy Vinh of "Ban Thường vụ Thành ủy Vinh"; None for an organ named without its body."""
    passage = Passage(name)
    body = body_at(passage, 0, any_case=True)
    return passage.quote(body.owner.start, body.owner.stop) if body and body.owner else None


def _successor(body: Organization) -> Organization | None:
    if body.successor is None:
        return None
    later = described(body.successor, "")
    return described(later.id, _name_by_id(later.id) or _moved(body, later))


def _moved(body: Organization, later: Organization) -> str:
    """Công an tỉnh Hậu Giang -> Công an thành phố Cần Thơ; UBKT Thị ủy Ngã Bảy -> UBKT Thành ủy Ngã Bảy."""
    if body.place is None or later.place is None:
        return body.name
    name, before, after = body.name, by_id(body.place), by_id(later.place)
    name = name.replace(_committee(before), _committee(after))
    name = name.replace(f"{before.kind} {before.name}", f"{after.kind} {after.name}")
    return name if after.name in name else name.replace(before.name, after.name)


def _name_by_id(identity: str) -> str | None:
    """Of the bodies that are pointed to without being named: committees, the merged boards, the centre."""
    seat, _, kind = identity.partition("/")
    if kind == "bchtw":
        return "Ban Chấp hành Trung ương"
    if kind == "bchtw#btgdv":
        return f"{MERGED_BOARD} Trung ương"
    place = by_id(seat) if kind in ("tu", "tu#btgdv", "du.dbcqd") else None
    if place is None:
        return None
    if kind == "tu":
        return _committee(place)
    if kind == "tu#btgdv":
        return f"{MERGED_BOARD} {_committee(place)}"
    return f"Đảng ủy các cơ quan Đảng {place.kind} {place.name}"


def _committee(place: Place) -> str:
    if place.level == "province" and is_centrally_run(place.name, place.valid_to or STILL):
        return f"Thành ủy {place.name}"
    return f"{COMMITTEES.get(place.kind) or f'Đảng ủy {place.kind}'} {place.name}"
