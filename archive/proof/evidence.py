"""The proof of one article as a folder that stands on its own: captures, wordings, differences, history, hashes."""

import html
import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from archive import publish
from archive.history import versions
from archive.history.differences import CAME, WENT, Change, differences
from archive.proof import citation, digests
from archive.proof.evidence_captures import write_captures
from archive.proof.findings import Finding
from archive.store import ArchiveError
from archive.whole_files import written_whole

README = Path(__file__).with_name("evidence_readme.md")
SUMS = "SHA256SUMS"

ARTICLE = """
select articles.*, sources.name as source_name, sources.home as source_home
from articles join sources on sources.id = articles.source
where articles.id = :id or articles.url = :address
    -- As it was asked for before it was made canonical: with a query, over http, under a former domain.
    or articles.id in (
        select article from sightings join captures on captures.id = capture where captures.url = :address
    )
order by articles.url = :address desc
"""

# File -> what stands in it, given the article's id.
TABLES = {
    "sightings": """
        select seen_at, night, answer, fingerprint, record_id, status
        from sightings join captures on captures.id = capture
        where article = ? order by seen_at, record_id
    """,
    "edits": "select * from edits where article = ? order by seen_at, before, after",
    "withdrawals": "select * from withdrawals where article = ? order by number",
    "captures": """
        select captures.*, origin, digest as origin_digest
        from captures left join capture_origins on capture_origins.capture = captures.id
        where captures.id in (select capture from sightings where article = ?)
        order by captured_at, record_id
    """,
    "runs": """
        select * from runs
        where id in (select run from captures join sightings on sightings.capture = captures.id where article = ?)
        order by started_at, id
    """,
    "source_runs": """
        select source_runs.* from source_runs join articles on articles.source = source_runs.source
        where articles.id = ? and run in (
            select run from captures join sightings on sightings.capture = captures.id
            where sightings.article = articles.id
        )
        order by started_at, run
    """,
}


@dataclass(frozen=True)
class Evidence:
    """What was written, and what of it is damaged or gone."""

    folder: Path
    captures: int
    versions: int
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        return f"{self.folder}: {self.captures} captures, {self.versions} wordings; see README.md in it"


def write_evidence(folder: Path, asked: str, to: Path | None) -> Evidence:
    """Write the evidence of an article of this data folder, named by its id or its address.

    `to` is a folder that does not exist yet; without it `evidence-ID`. Raises ArchiveError.
    """
    with closing(publish.open_to_read(publish.newest(folder))) as connection:
        article = _find(connection, asked)
        target = to or Path(f"evidence-{article['id']}")
        if target.exists():
            raise ArchiveError(f"{target} is there already: name another folder with --to, or take it away.")
        target.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(target) as unfinished:
            unfinished.mkdir()
            written = _write(connection, folder, article, unfinished)
    return Evidence(target, *written)


def _find(connection: sqlite3.Connection, asked: str) -> sqlite3.Row:
    identity = int(asked) if asked.isdecimal() and len(asked) < 19 else None  # 19 digits may be too many for SQLite
    found = connection.execute(ARTICLE, {"id": identity, "address": asked}).fetchone()
    if found is None:
        raise ArchiveError(
            f"no article {asked!r} in the archive: give its id or its address as `python -m archive search` shows them."
        )
    return found  # type: ignore[no-any-return]


def _write(
    connection: sqlite3.Connection, folder: Path, article: sqlite3.Row, to: Path
) -> tuple[int, int, tuple[Finding, ...]]:
    tables = {name: _rows(connection, query, article["id"]) for name, query in TABLES.items()}
    wordings = _rows(connection, "select * from versions where article = ? order by number", article["id"])
    captures, findings = write_captures(connection, folder / digests.CAPTURES, article["id"], to / "captures.warc.gz")
    _write_json(to / "article.json", _read_json(dict(article)))
    _write_json(to / "history.json", {name: [_read_json(row) for row in rows] for name, rows in tables.items()})
    _write_texts(to / "texts", wordings)
    (to / "differences.txt").write_text(_differences(wordings, tables["edits"]), encoding="utf-8")
    cited = citation.Cited.of(connection.execute(citation.CITED, [article["id"]]).fetchone())
    (to / "citation.txt").write_text(f"{citation.vietnamese(cited)}\n\n{citation.apa(cited)}\n", encoding="utf-8")
    (to / "citation.bib").write_text(citation.bibtex(cited), encoding="utf-8")
    _copy_digests(folder, captures, to / "digests")
    (to / "README.md").write_text(_readme(article, cited, captures, wordings, findings), encoding="utf-8")
    _write_sums(to)
    return len(captures), len(wordings), findings


def _rows(connection: sqlite3.Connection, query: str, article: int) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query, [article])]


def _read_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """Columns that hold JSON as what they hold."""
    return {
        name: json.loads(value) if name in ("captions", "methods", "changes") and value else value
        for name, value in row.items()
    }


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _write_texts(folder: Path, wordings: Sequence[Mapping[str, Any]]) -> None:
    folder.mkdir()
    for row in wordings:
        wording = versions.wording(dict(row))
        text = versions.PARAGRAPH.join([wording.headline, *wording.body, *wording.captions])
        (folder / f"version-{row['number']}.txt").write_text(f"{text}\n", encoding="utf-8")


def _differences(wordings: Sequence[Mapping[str, Any]], edits: Sequence[Mapping[str, Any]]) -> str:
    """Word for word, as `git diff --word-diff` marks it."""
    title = "Khác biệt giữa các bản · Differences between the versions\n"
    if not edits:
        return f"{title}\nKhông có · None.\n"
    by_number = {row["number"]: versions.wording(dict(row)) for row in wordings}
    parts = [title, "[-chữ bị bỏ · words that went-] {+chữ thêm vào · words that came+}\n"]
    for edit in edits:
        before, after = by_number[edit["before"]], by_number[edit["after"]]
        parts.append(f"{edit['before']} → {edit['after']}: {edit['class']}, {edit['seen_at']}\n")
        for where, one, other in (
            ("headline", (before.headline,), (after.headline,)),
            ("body", before.body, after.body),
            ("captions", before.captions, after.captions),
        ):
            parts += [_marked(change) for change in differences(where, one, other)]
    return "\n".join(parts)


def _marked(change: Change) -> str:
    signs = {WENT: ("[-", "-]"), CAME: ("{+", "+}")}
    text = "".join(
        f"{opening}{piece.text.rstrip()}{closing}{piece.text[len(piece.text.rstrip()) :]}"
        for piece in change.pieces
        for opening, closing in [signs.get(piece.how, ("", ""))]
    )
    return f"- {change.where} {change.before or '–'} → {change.after or '–'}: {text}\n"


def _copy_digests(folder: Path, captures: Sequence[Mapping[str, Any]], to: Path) -> None:
    """The digests that list one of the captures, with the timestamps that lie beside them."""
    wanted = {capture["record_id"] for capture in captures}
    for path in digests.digest_files(folder):
        if any(line.record_id in wanted for line in digests.read_digest(path).lines):
            to.mkdir(exist_ok=True)
            for one in sorted(path.parent.glob(f"{path.name}*")):
                (to / one.name).write_bytes(one.read_bytes())


def _readme(
    article: sqlite3.Row,
    cited: citation.Cited,
    captures: Sequence[Mapping[str, Any]],
    wordings: Sequence[Mapping[str, Any]],
    findings: Sequence[Finding],
) -> str:
    return README.read_text(encoding="utf-8").format(
        id=article["id"],
        headline=html.escape(cited.headline or "–", quote=False),
        source=f"{cited.source} ({article['source_home']})",
        url=html.escape(cited.url or "–", quote=False),
        captures="\n".join(map(_capture_line, captures)),
        versions=len(wordings),
        methods="\n".join(f"| {name} | {_cell(made_by)} |" for name, made_by in json.loads(article["methods"]).items()),
        findings="\n".join(f"- {finding}" for finding in findings) or "Không có gì · Nothing.",
        vietnamese=citation.vietnamese(cited),
        apa=citation.apa(cited),
    )


def _capture_line(row: Mapping[str, Any]) -> str:
    moment = datetime.fromisoformat(row["captured_at"])
    status = "–" if row["status"] is None else row["status"]
    return (
        f"| {moment:%Y-%m-%d %H:%M:%S} | {status} | {_cell(row['url'] or '–')} | {row['record_id']} | {row['sha256']} |"
    )


def _cell(text: str) -> str:
    """Of a table in Markdown."""
    return html.escape(text, quote=False).replace("|", "&#124;")


def _write_sums(folder: Path) -> None:
    """As `sha256sum -c` reads it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = (f"{digests.sha256_of(path)}  {path.relative_to(folder)}\n" for path in files)
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")
