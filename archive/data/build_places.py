"""Writes places.csv from the package vietnamadminunits (MIT), run by hand when the package has a new release.

    python3 -m venv /elsewhere && /elsewhere/bin/pip install vietnamadminunits==1.0.4
    /elsewhere/bin/python archive/data/build_places.py

Takes names, codes and the map between the eras; leaves the coordinates (see README.md).
"""

import csv
import importlib.util
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

TABLE = Path(__file__).with_name("places.csv")
# The package spells the district with ă, and its town and its commune of today rightly with a.
SLIPS = {"Mù Căng Chải": "Mù Cang Chải"}
COLUMNS = ("id", "name", "kind", "parent", "successors")
Row = tuple[str, str, str, str, str]


def package_data() -> Path:
    """The folder with the data of the installed package, found without importing it (and numpy with it)."""
    spec = importlib.util.find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise SystemExit("install vietnamadminunits into the environment that runs this script")
    return Path(spec.origin).parent / "data"


def read_map(file: Path) -> dict[str, list[tuple[str, str]]]:
    """Key of an old commune -> (key of province, key of commune) of its successors, the main one first."""
    converter = json.loads(file.read_text(encoding="utf-8"))
    successors: dict[str, list[tuple[str, str]]] = {}
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, old_keys in communes.items():
            for old_key in old_keys:
                successors.setdefault(old_key, []).append((province, commune))
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old_key, parts in divided.items():
            main_first = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
            successors[old_key] = [(province, part["newWardKey"]) for part in main_first]
    return successors


def split_kind(full_name: str) -> tuple[str, str]:
    """("thành phố", "Cao Lãnh") for "Thành phố Cao Lãnh"."""
    for kind in ("Thành phố", "Thị trấn", "Thị xã", "Đặc khu", "Tỉnh", "Quận", "Huyện", "Phường", "Xã"):
        if full_name.lower().startswith(kind.lower() + " "):
            name = full_name[len(kind) + 1 :]
            return kind.lower(), SLIPS.get(name, name)
    raise ValueError(f"no kind known in {full_name!r}")


def new_units(database: sqlite3.Connection) -> Iterator[tuple[tuple[str, str], Row]]:
    """The 34 provinces and 3 321 communes since July 2025, each under the keys of the package."""
    query = """SELECT provinceKey, province, provinceCode, wardKey, ward, wardCode
        FROM admin_units ORDER BY provinceCode, wardCode"""
    seen = set()
    for province_key, province, province_code, key, name, code in database.execute(query):
        if province_code not in seen:
            seen.add(province_code)
            kind, short = split_kind(province)
            yield (province_key, ""), (f"q{province_code}", short, kind, "", "")
        kind, short = split_kind(name)
        yield (province_key, key), (f"w{code}@34", short, kind, f"q{province_code}", "")


def old_units(
    database: sqlite3.Connection, successors: dict[str, list[tuple[str, str]]], ids: dict[tuple[str, str], str]
) -> Iterator[Row]:
    """Provinces, districts and communes until June 2025, each followed by what it is made of."""
    query = """SELECT province, provinceCode, district, districtCode, ward, wardCode,
            provinceKey || '_' || districtKey || '_' || wardKey, districtShortKey
        FROM admin_units_legacy ORDER BY provinceCode, districtCode, wardCode"""
    parents: dict[str, tuple[str, str]] = {}
    covered: dict[str, list[str]] = {}
    communes: list[Row] = []
    for province, province_code, district, district_code, ward, code, key, island in database.execute(query):
        province_id, district_id = f"p{province_code}", f"d{district_code}"
        new_keys = successors[key] if ward else [island_zone(island, ids)]
        new_ids = [ids[new_key] for new_key in new_keys]
        parents.setdefault(province_id, (province, ""))
        parents.setdefault(district_id, (district, province_id))
        covered.setdefault(district_id, []).extend(new_ids)
        covered.setdefault(province_id, []).extend(ids[(new_province, "")] for new_province, _ in new_keys)
        if ward:
            kind, short = split_kind(ward)
            communes.append((f"w{code}@63", short, kind, district_id, " ".join(new_ids)))
    for unit_id, (full_name, parent) in parents.items():
        kind, short = split_kind(full_name)
        yield unit_id, short, kind, parent, " ".join(unique(covered[unit_id]))
    yield from communes


def island_zone(name_key: str, ids: dict[tuple[str, str], str]) -> tuple[str, str]:
    """The special zone that follows an island district without communes (Lý Sơn, Cồn Cỏ ...)."""
    return next(keys for keys in ids if keys[1] == f"dackhu{name_key}")


def unique(values: Iterable[str]) -> list[str]:
    """The values without repetition, in their order."""
    return list(dict.fromkeys(values))


def main() -> None:
    """Write the table and say how many units it holds."""
    data = package_data()
    with sqlite3.connect(data / "dataset.db") as database:
        new = list(new_units(database))
        ids = {keys: row[0] for keys, row in new}
        old = list(old_units(database, read_map(data / "converter_2025.json"), ids))
    rows = [*sorted(old, key=by_level), *sorted((row for _, row in new), key=by_level)]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    lost = [row[0] for row in old if not row[4]]
    print(f"{len(rows)} units written, {len(lost)} old ones without a successor: {lost}")


def by_level(row: Row) -> tuple[int, str]:
    """Provinces, districts, communes, each by code."""
    return "pqdw".index(row[0][0]), row[0]


if __name__ == "__main__":
    main()
