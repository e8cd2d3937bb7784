"""How a message leaves: Slack, Telegram, any webhook, an Atom feed; by e-mail: archive/nights/notify_email.py."""

import json
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from archive.nights.night_news import News
from archive.store import now
from archive.whole_files import written_whole

TIMEOUT = 30  # seconds: a receiver that is slower holds up the end of the night
LONGEST_TELEGRAM = 4096  # characters, by Telegram's rules
LONGEST_SLACK = 40_000  # characters, by Slack's
FEED_ENTRIES = 30  # messages: a month of bad nights
ATOM = "http://www.w3.org/2005/Atom"
TELEGRAM_API = "https://api.telegram.org"


class NotSentError(Exception):
    """Why a message did not leave, and what to do about it, in one sentence."""


@dataclass(frozen=True)
class Message:
    """What changed, and last night's reports."""

    day: str
    news: tuple[News, ...]
    digest: tuple[str, ...]
    folder: Path  # the data folder

    @property
    def subject(self) -> str:
        """One line."""
        return f"Kho tin phối hợp {self.day}: {len(self.news)} thay đổi / {len(self.news)} changes"

    @property
    def text(self) -> str:
        """Vietnamese first, English second, then the digest for editors."""
        parts = ["\n".join(f"- {one.vietnamese}" for one in self.news)]
        parts.append("\n".join(f"- {one.english}" for one in self.news))
        if self.digest:
            parts.append("Tin phối hợp mới / New reports\n" + "\n".join(f"- {line}" for line in self.digest))
        return "\n\n".join(parts) + "\n"


def send_slack(message: Message, environment: Mapping[str, str]) -> None:
    """To an incoming webhook. Raises OSError, NotSentError."""
    _post("slack", environment["ARCHIVE_NOTIFY_SLACK"], {"text": _cut(message, LONGEST_SLACK)})


def send_telegram(message: Message, environment: Mapping[str, str]) -> None:
    """By a bot to the chat ARCHIVE_NOTIFY_TELEGRAM. Raises OSError, NotSentError."""
    token = needed(environment, "ARCHIVE_NOTIFY_TELEGRAM_TOKEN")
    address = f"{environment.get('ARCHIVE_NOTIFY_TELEGRAM_API') or TELEGRAM_API}/bot{token}/sendMessage"
    text = _cut(message, LONGEST_TELEGRAM)
    chat = environment["ARCHIVE_NOTIFY_TELEGRAM"]
    _post("telegram", address, {"chat_id": chat, "text": text, "disable_web_page_preview": True})


def send_webhook(message: Message, environment: Mapping[str, str]) -> None:
    """As JSON to any address. Raises OSError, NotSentError."""
    changes = [{"id": one.id, "vi": one.vietnamese, "en": one.english} for one in message.news]
    body = {"night": message.day, "subject": message.subject, "changes": changes, "reports": message.digest}
    _post("webhook", environment["ARCHIVE_NOTIFY_WEBHOOK"], body)


def write_feed(message: Message, environment: Mapping[str, str]) -> None:
    """An Atom file, below the data folder where its name has no folder. Raises OSError, NotSentError."""
    path = message.folder / environment["ARCHIVE_NOTIFY_FEED"]
    ElementTree.register_namespace("", ATOM)
    entries = [_entry(message), *(one for one in _entries(path) if one.findtext(f"{{{ATOM}}}id") != _id(message.day))]
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    for name, text in (("id", _id("feed")), ("title", "Vận hành kho tin / Operations"), ("updated", now())):
        ElementTree.SubElement(feed, f"{{{ATOM}}}{name}").text = text
    author = ElementTree.SubElement(feed, f"{{{ATOM}}}author")
    ElementTree.SubElement(author, f"{{{ATOM}}}name").text = "Kho tin phối hợp"
    feed.extend(entries[:FEED_ENTRIES])
    with written_whole(path) as unfinished:
        ElementTree.ElementTree(feed).write(unfinished, encoding="utf-8", xml_declaration=True)


def _entries(path: Path) -> list[ElementTree.Element]:
    """Those that were written before. The file is our own."""
    if not path.exists():
        return []
    try:
        return ElementTree.parse(path).getroot().findall(f"{{{ATOM}}}entry")  # noqa: S314 (our own file)
    except ElementTree.ParseError as error:
        raise NotSentError(f"{path} is no Atom feed ({error}); move it away") from error


def _entry(message: Message) -> ElementTree.Element:
    entry = ElementTree.Element(f"{{{ATOM}}}entry")
    for name, text in (
        *(("id", _id(message.day)), ("title", message.subject), ("updated", now())),
        ("content", message.text),
    ):
        ElementTree.SubElement(entry, f"{{{ATOM}}}{name}").text = text
    return entry


def _id(name: str) -> str:
    return f"urn:coordination-archive:operations:{name}"


def _post(channel: str, address: str, body: object) -> None:
    """JSON by HTTP. The address holds a secret, so no error names it."""
    if urlsplit(address).scheme not in ("http", "https"):
        raise NotSentError(f"the address for {channel} does not begin with https://")
    data = json.dumps(body, ensure_ascii=False).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json; charset=utf-8"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 (http or https, see above)
        answer.read()


def _cut(message: Message, longest: int) -> str:
    """Subject and text, cut at the end where the receiver takes no more."""
    text = f"{message.subject}\n\n{message.text}"
    return text if len(text) <= longest else text[: longest - 1] + "…"


def needed(environment: Mapping[str, str], name: str) -> str:
    """The variable of that name. Raises NotSentError."""
    value = environment.get(name)
    if not value:
        raise NotSentError(f"{name} is not set")
    return value
