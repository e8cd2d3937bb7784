"""A report as the rows that the archive keeps of it. Pure: the same article gives the same rows everywhere."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from archive import gazetteer, places
from archive.gazetteer import Place, name_key
from archive.model import Instrument, PersonInRole, Report
from archive.organization_lineage import acting, line, with_relatives
from archive.report_documents import document_row
from archive.reports.bodies import Body, body_at
from archive.reports.organizations import Organization, organization
from archive.reports.passage import Passage
from archive.reports.people import posts_from
from archive.reports.reading import read
from archive.vietnamese import fold, unify_tones

Row = dict[str, Any]

# "Bí thư Đảng ủy": of whichever party of the report is a Đảng ủy of something.
BARE_NAME = re.compile(r"(?:đảng ủy|đảng bộ)(?: khối)?|đảng đoàn|ban cán sự(?: đảng)?")
KIND_IN_NAME = re.compile(r"\b(?:thành (?=phố|ủy|đoàn)|thị (?=xã|ủy|đoàn)|huyện\b|quận\b)")

# What `read` is given, as columns of `articles`: a report is read anew when one of them changed.
READ_FROM = ("headline", "body", "captions", "published", "published_precision", "url")


@dataclass
class ReportRows:
    """Rows of an article's own tables, and the bodies, people and documents that they name."""

    report: Row
    parties: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    posts: list[Row] = field(default_factory=list)
    documents: list[Row] = field(default_factory=list)
    organizations: dict[str, Organization] = field(default_factory=dict)
    persons: dict[str, Row] = field(default_factory=dict)
    cited: dict[str, Row] = field(default_factory=dict)

    def name(self, body: Organization | None) -> str | None:
        """The id of a body that a row refers to, kept with all that it refers to itself."""
        for relative in with_relatives(body) if body else ():
            self.organizations.setdefault(relative.id, relative)
        return body.id if body else None


@dataclass(frozen=True)
class Scene:
    """When and where a report plays: what tells bodies of one name apart."""

    day: date | None
    province: Place | None
    districts: tuple[Place, ...]  # the report's, then its source's
    source: str
    parties: tuple[Organization, ...] = ()  # with full names, to tell what a bare name means

    def body(self, name: str | None) -> Organization | None:
        """The body of that name; None for several at once, and for what is none."""
        if not name:
            return None
        if BARE_NAME.fullmatch(key := unify_tones(name).lower()):
            meant = [party for party in self.parties if party.name.lower().startswith(f"{key} ")]
            return meant[0] if len(meant) == 1 else None
        province = self.province.name if self.province else None
        return organization(name, province, self._district(name), self.day or places.TYPICAL_DAY)

    def _district(self, name: str) -> str | None:
        """The district of a bare "Thành ủy" or "Công an huyện": the first of that kind, failing that the first.

        A thị xã becomes a thành phố, and its committee keeps its name in old news; a quận is never anything else.
        """
        word = KIND_IN_NAME.search(unify_tones(name).lower())
        fitting = [place for place in self.districts if word and place.kind.startswith(word.group())]
        if word and word.group() == "quận" and not fitting:
            return None
        return next((place.name for place in (*fitting, *self.districts)), None)


def rows_of(article: Mapping[str, Any]) -> ReportRows:
    """What an article reports. `article` is its row, with the `province` and the name (`source_name`) of its source."""
    report = read(
        article["headline"],
        article["body"],
        _published(article),
        article["url"],
        _known_province(article["province"]),
        json.loads(article["captions"]),
    )
    day = report.event_date or _published(article)
    province = places.province_named(report.province, day) if report.province else None
    district = _district(article, report.district, province, day) if report.district and province else None
    home = places.district_of(article["source_name"], province, day) if province else None
    scene = Scene(day, province, tuple(place for place in (district, home) if place), article["source"])
    rows = ReportRows(_report_row(article["id"], report, scene, district))
    if report.is_coordination:
        scene = replace(scene, parties=_add_parties(rows, report, scene))
        for person in report.people:
            _add_person(rows, person, scene)
        _add_documents(rows, report, scene, article["body"])
    return rows


def _published(article: Mapping[str, Any]) -> date | None:
    """The day in Vietnam, where the page prints at least a day."""
    exact = article["published"] and article["published_precision"] in ("minute", "day")
    return date.fromisoformat(article["published"][:10]) if exact else None


def _known_province(name: str) -> str | None:
    """A source may speak for the whole country, and then names no province."""
    return name if any(place.level == "province" for place in gazetteer.named(name_key(name))) else None


def _district(article: Mapping[str, Any], name: str, province: Place, day: date | None) -> Place | None:
    """The district of that name in a province, as it was on that day; of two (thành phố, huyện Cao Lãnh) the text's."""
    found = [
        place
        for place in gazetteer.named(name_key(name))
        if place.level == "district" and gazetteer.province_then(place).name == province.name
    ]
    existing = [place for place in found if day and place.valid_on(day)] or found
    meant = places.district_of(article["body"], province, day) if len(existing) > 1 else None
    return meant if meant in existing else next(iter(existing), None)


def _report_row(article: int, report: Report, scene: Scene, district: Place | None) -> Row:
    instrument = report.instrument or Instrument("")
    return {
        "article": article,
        "is_coordination": int(report.is_coordination),
        "score": report.score,
        "reasons": _json([asdict(reason) for reason in report.reasons]),
        "kind": report.kind,
        "kinds_also": _json(report.kinds_also),
        "event_date": report.event_date.isoformat() if report.event_date else None,
        "event_date_precision": report.event_date_precision,
        "time_of_day": report.time_of_day,
        "province": scene.province.id if scene.province else None,
        "province_now": places.province_now(scene.province).id if scene.province else None,
        "district": district.id if district else None,
        "instrument_type": instrument.type or None,
        "instrument_subject": instrument.subject,
        "period_start": instrument.period_start,
        "period_end": instrument.period_end,
        "partners": None,
        "spans": _json(report.spans),
    }


def _add_parties(rows: ReportRows, report: Report, scene: Scene) -> tuple[Organization, ...]:
    """The parties, for each standing committee the body that it acts for."""
    for number, party in enumerate(report.parties, start=1):
        body = scene.body(party.name) if party.category != "collective" else None
        rows.parties.append(
            {
                "article": rows.report["article"],
                "number": number,
                "name": party.name,
                "category": party.category,
                "organization": rows.name(body),
            }
        )
    bodies = sorted({acting(party["organization"]) for party in rows.parties if party["organization"]})
    partners = sorted({line(body)[-1] for body in bodies})
    rows.report["partners"] = _json(partners) if len(partners) > 1 else None
    return tuple(rows.organizations[body] for body in bodies)


def _add_person(rows: ReportRows, person: PersonInRole, scene: Scene) -> None:
    row = _person_row(person, scene)
    rows.persons.setdefault(row["id"], row)
    rows.people.append(
        {
            "article": rows.report["article"],
            "number": len(rows.people) + 1,
            "name": person.name,
            "role": person.role,
            "organization_name": person.organization,
            "person": row["id"],
            "organization": rows.name(scene.body(person.organization)),
        }
    )
    for post in _posts(person.role or ""):
        rows.posts.append(
            {
                "article": rows.report["article"],
                "number": len(rows.posts) + 1,
                "person": row["id"],
                "title": post.title,
                "office": post.office,
                "organization": rows.name(scene.body(post.body)),
                "seen_on": scene.day.isoformat() if scene.day else None,
            }
        )


def _person_row(person: PersonInRole, scene: Scene) -> Row:
    """Accents stay in the id: Nguyễn Văn Hùng and Nguyễn Văn Hưng are two people."""
    whose = fold(scene.province.name).replace(" ", "-") if scene.province else scene.source
    return {
        "id": f"{whose}/{unify_tones(' '.join(person.name.split())).lower()}",
        "name": person.name,
        "province": places.province_named(scene.province.name).id if scene.province else None,
    }


@dataclass(frozen=True)
class HeldPost:
    """Phó Bí thư Thành ủy: the title, the office (phó bí thư) and the body (Thành ủy)."""

    title: str
    office: str
    body: str | None


def _posts(role: str) -> Iterator[HeldPost]:
    """The posts in a list of posts; military and academic ranks are none."""
    passage = Passage(unify_tones(role))
    for post in posts_from(passage, 0, len(passage)):
        if post.sort != "rank":
            held_in = post.body or _last_body(passage, post.start + 1, post.stop)
            end = held_in.start if held_in else post.stop
            body = passage.quote(held_in.start, post.stop) if held_in else None
            yield HeldPost(passage.quote(post.start, post.stop), passage.quote(post.start, end).lower(), body)


def _last_body(passage: Passage, start: int, stop: int) -> Body | None:
    """Trưởng | Công an thành phố: the body that ends a title."""
    found = (body_at(passage, index, any_case=True) for index in range(start, stop))
    return next((body for body in found if body and body.stop == stop), None)


def _add_documents(rows: ReportRows, report: Report, scene: Scene, body: str) -> None:
    parties = (rows.organizations[party["organization"]] for party in rows.parties if party["organization"])
    local = next((party.place for party in parties if party.place), scene.province.id if scene.province else None)
    for number, reference in enumerate(report.documents, start=1):
        issuer = scene.body(reference.issuer)
        document = document_row(reference, issuer, local, body)
        rows.cited.setdefault(document["id"], document)
        rows.documents.append(
            {
                "article": rows.report["article"],
                "number": number,
                **asdict(reference),
                "document": document["id"],
                "organization": rows.name(issuer),
            }
        )


def _json(value: Any) -> str:  # noqa: ANN401 (whatever JSON holds)
    return json.dumps(value, ensure_ascii=False)
