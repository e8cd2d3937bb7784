"""Tells what changed since yesterday: at most one message a night and channel, and nothing twice."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sqlite_utils import Database

from archive.nights import notify_channels
from archive.nights.editors_digest import digest_of
from archive.nights.night_news import News, news_of
from archive.nights.notify_channels import Message, NotSentError
from archive.nights.notify_email import send_email
from archive.store import now, transaction

Send = Callable[[Message, Mapping[str, str]], None]

# Channel -> the variable that turns it on, and what sends. All are described in docs/operating.md.
CHANNELS: dict[str, tuple[str, Send]] = {
    "email": ("ARCHIVE_NOTIFY_EMAIL", send_email),
    "slack": ("ARCHIVE_NOTIFY_SLACK", notify_channels.send_slack),
    "telegram": ("ARCHIVE_NOTIFY_TELEGRAM", notify_channels.send_telegram),
    "webhook": ("ARCHIVE_NOTIFY_WEBHOOK", notify_channels.send_webhook),
    "feed": ("ARCHIVE_NOTIFY_FEED", notify_channels.write_feed),
}


def tell(db: Database, night: int, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Send the night's message through every channel that the environment names; what was sent, or why not."""
    day = db.execute("select day from nights where id = ?", [night]).fetchone()[0]
    folder = _folder(db)
    return [
        _tell_by(channel, send, db, day, folder, environment)
        for channel, (variable, send) in CHANNELS.items()
        if environment.get(variable)
    ]


def _folder(db: Database) -> Path:
    """The data folder: that of the archive."""
    return Path(db.execute("select file from pragma_database_list where name = 'main'").fetchone()[0]).parent


def _tell_by(channel: str, send: Send, db: Database, day: str, folder: Path, environment: Mapping[str, str]) -> str:
    if db.execute("select 1 from messages where night = ? and channel = ?", [day, channel]).fetchone():
        return f"{channel}: this night's message was sent already"
    told = {row["item"] for row in db.query("select item from told where channel = ?", [channel])}
    news = [one for one in news_of(db, day, folder) if one.id not in told]
    if not news:
        return f"{channel}: nothing changed, nothing was sent"
    try:
        send(Message(day, tuple(news), tuple(digest_of(db, day)), folder), environment)
    except (NotSentError, OSError, ValueError) as error:
        why = str(error) if isinstance(error, NotSentError) else f"{type(error).__name__}: {error}"
        return f"{channel}: the message was not sent ({why}); it is tried again tomorrow"
    _note(db, day, channel, news)
    return f"{channel}: one message was sent, on {len(news)} changes"


def _note(db: Database, day: str, channel: str, news: Sequence[News]) -> None:
    with transaction(db):
        db.execute("insert or ignore into messages (night, channel, sent_at) values (?, ?, ?)", [day, channel, now()])
        for one in news:
            row = [channel, one.id, day]
            db.execute("insert or ignore into told (channel, item, night) values (?, ?, ?)", row)
