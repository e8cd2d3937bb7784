"""Recordings that lost bytes or gained some: whole records are read, broken ones named."""

from __future__ import annotations

import gzip
import random
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import accumulate, product
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.warc import contents
from archive.warc.exchange import Damage, Exchange, RecordingError
from archive.warc.recordings import exchanges, headings, salvaged
from tests.archive.foreign_records import ADDRESS, BODY, record, warc, written


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"Day khong phai la WARC.\n", "a.warc"),
        (b"Mot tep khac.\n", "a.warc"),
        (b"Day khong phai la WARC.\n", "a.warc.gz"),
        (b"", "a.warc"),
        (b"", "a.warc.gz"),
        (b"PK\x03\x04 hong", "a.wacz"),
        (gzip.compress(b"Day khong phai la WARC.\n", mtime=0), "a.warc.gz"),
    ],
)
def test_a_file_that_is_none_is_said_to_be_none(tmp_path: Path, content: bytes, name: str) -> None:
    with pytest.raises(RecordingError, match=name):
        list(exchanges(written(tmp_path, content, name)))


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="No such file"):
        list(exchanges(tmp_path / "khong-co.warc"))


@pytest.mark.parametrize(("is_gzip", "name"), [(True, "a.warc.gz"), (False, "a.warc")])
def test_a_record_that_is_cut_short_is_never_taken_for_a_whole_one(tmp_path: Path, is_gzip: bool, name: str) -> None:
    content = warc(BODY * 20, is_gzip=is_gzip)
    for length in range(len(content)):
        read = []
        try:
            read = [one.payload for one in exchanges(written(tmp_path, content[:length], name))]
        except RecordingError:
            continue
        assert read in ([], [BODY * 20]), f"cut after {length} of {len(content)} bytes"


def test_what_lies_before_the_damage_is_read(tmp_path: Path) -> None:
    content = warc(b"mot", random.Random(1).randbytes(5000))
    read = exchanges(written(tmp_path, content[:-2000]))
    assert next(read).payload == b"mot"
    with pytest.raises(RecordingError, match="cut short"):
        next(read)


PAYLOADS = [random.Random(seed).randbytes(3000).hex().encode() for seed in "abc"]  # do not compress to nothing


def pieces(is_gzip: bool) -> tuple[bytes, bytes, bytes]:
    """Three records of different pages, that do not compress to nothing."""
    one, two, three = (
        record(is_gzip=is_gzip, body=random.Random(seed).randbytes(3000).hex().encode()) for seed in "abc"
    )
    return one, two, three


ANYWHERE: dict[str, Callable[[bytes], bytes]] = {
    "bytes overwritten": lambda two: two[: len(two) // 2] + b"\0" * 200 + two[len(two) // 2 + 200 :],
    "its end missing": lambda two: two[:-700],
    "its beginning missing": lambda two: two[700:],
    "only its beginning there": lambda two: two[:40],
    "zeros in its place": lambda two: b"\0" * len(two),
    "text in its place": lambda two: b"WARC/1.0 la mot dang tep\r\n" * 90,
}
IN_A_HEADER: dict[str, Callable[[bytes], bytes]] = {  # which gzip would hide
    "its length stated too large": lambda two: two.replace(b"Content-Length: 60", b"Content-Length: 90"),
    "its length stated too small": lambda two: two.replace(b"Content-Length: 60", b"Content-Length: 20"),
    "no length": lambda two: two.replace(b"Content-Length: 60", b"Content-Lost: 60"),
}
DAMAGES = ANYWHERE | IN_A_HEADER


@pytest.mark.parametrize(
    ("damage", "name"), [*product(ANYWHERE, ["a.warc.gz", "a.warc"]), *product(IN_A_HEADER, ["a.warc"])]
)
def test_behind_a_broken_record_the_next_whole_one_is_read(tmp_path: Path, damage: str, name: str) -> None:
    is_gzip = name.endswith(".gz")
    one, two, three = pieces(is_gzip)
    broken = DAMAGES[damage](two)
    assert broken != two
    found = list(salvaged(written(tmp_path, one + broken + three, name)))
    whole = [each.payload for each in found if isinstance(each, Exchange)]
    named = [each for each in found if isinstance(each, Damage)]
    if damage == "bytes overwritten" and not is_gzip:  # its digest tells
        assert named[0].offset == len(one)
    assert [payload in whole for payload in PAYLOADS] == [True, False, True]
    assert named
    assert str(tmp_path / name) in str(named[0])


@given(
    place=st.integers(min_value=0),
    length=st.integers(min_value=1, max_value=400),
    is_gzip=st.booleans(),
    filling=st.sampled_from([b"", b"\0", b"\xff"]),
)
@example(place=379, length=379, is_gzip=False, filling=b"")  # the first then ends at the blank line within the second
def test_damage_anywhere_loses_only_what_it_touches(
    tmp_path_factory: pytest.TempPathFactory, place: int, length: int, is_gzip: bool, filling: bytes
) -> None:
    three = pieces(is_gzip)
    content = b"".join(three)
    start = place % len(content)
    end = min(start + length, len(content))
    path = written(
        tmp_path_factory.mktemp("hong"), content[:start] + filling * (end - start) + content[end:], "a.warc.gz"
    )
    begins = [0, len(three[0]), len(three[0]) + len(three[1])]
    untouched = [
        payload
        for payload, begin, each in zip(PAYLOADS, begins, three, strict=True)
        if end <= begin or start >= begin + len(each)
    ]
    whole = [one.payload for one in salvaged(path) if isinstance(one, Exchange)]
    assert [payload for payload in untouched if payload not in whole] == []


def small_pieces(is_gzip: bool) -> list[bytes]:
    return [record(is_gzip=is_gzip, body=body) for body in SMALL_PAYLOADS]


SMALL_PAYLOADS = [b"mot", b"hai\r\n\r\n", b"ba"]
ONE_BY_ONE: dict[str, Callable[[bytes, int, int], bytes]] = {
    "missing": lambda content, start, end: content[:start] + content[end:],
    "zeros": lambda content, start, end: content[:start] + bytes(end - start) + content[end:],
}


@pytest.mark.parametrize("length", [1, 90])
@pytest.mark.parametrize("damage", ONE_BY_ONE)
@pytest.mark.parametrize("is_gzip", [True, False])
def test_wherever_the_damage_is_all_else_is_read_and_nothing_made_up(
    tmp_path: Path, is_gzip: bool, damage: str, length: int
) -> None:
    three = small_pieces(is_gzip)
    content, ends = b"".join(three), [*accumulate(map(len, three))]
    lost, made_up = [], []
    for start in range(len(content) - length):
        broken = written(tmp_path, ONE_BY_ONE[damage](content, start, start + length))
        read = [one.payload for one in salvaged(broken) if isinstance(one, Exchange)]
        pages = zip([0, *ends], ends, SMALL_PAYLOADS, strict=False)
        untouched = [payload for begin, end, payload in pages if start >= end or start + length <= begin]
        lost += [(start, payload) for payload in untouched if payload not in read]
        made_up += [(start, payload) for payload in read if payload not in SMALL_PAYLOADS]
    assert (lost, made_up) == ([], [])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"WARC-Type: response", b"WARC-Type: respXnse", "its type, respXnse, is none that a WARC file knows"),
        (b"WARC-Type: response", b"WARC-Tipo: response", "its type, None, is none that a WARC file knows"),
        (b"WARC-Target-URI: ", b"WARC-Tarjet-URI: ", "it does not say of which address it is"),
        (b"https://baovensong", b"https//baovensong", "it does not say of which address it is"),
        (b"https://baovensong", b"h\0\0ps://baovensong", "zeros in its header"),
        (b"WARC-Date: 2025", b"WARC-Date: 2O25", "it cannot be read"),
    ],
)
@pytest.mark.parametrize("read", [headings, salvaged])
def test_a_record_that_does_not_say_what_it_is_is_named(
    tmp_path: Path, read: Callable[[Path], Iterator[object]], old: bytes, new: bytes, reason: str
) -> None:
    found = list(read(written(tmp_path, record(is_gzip=False).replace(old, new) + record(is_gzip=False))))
    assert [isinstance(one, Damage) for one in found] == [True, False]
    assert reason in str(found[0])


def test_the_address_of_a_broken_record_is_told(tmp_path: Path) -> None:
    one, two, _ = pieces(is_gzip=True)
    broken, _ = salvaged(written(tmp_path, one[:-100] + two))
    assert isinstance(broken, Damage)
    assert broken.url == ADDRESS


@pytest.mark.parametrize("is_gzip", [True, False])
def test_an_address_that_is_cut_is_not_told(tmp_path: Path, is_gzip: bool) -> None:
    """It would be that of another site, whose records are no loss."""
    header, (_, two, _) = record(is_gzip=False), pieces(is_gzip)
    place = header.index(ADDRESS.encode()) + 12
    cut = gzip.compress(header, compresslevel=0, mtime=0)[: place + 15] if is_gzip else header[:place]
    broken, *_ = salvaged(written(tmp_path, cut + two))
    assert isinstance(broken, Damage)
    assert broken.url is None


def test_the_page_of_one_record_is_never_told_of_the_address_of_another(tmp_path: Path) -> None:
    one, two = (record(is_gzip=False).replace(ADDRESS.encode(), f"{ADDRESS}?{name}".encode()) for name in "ab")
    end = one.index(b"\r\n", one.index(b"WARC-Target-URI"))
    joined, *rest = salvaged(written(tmp_path, one[:end] + b"?" * 40 + two[8:] + two))
    assert isinstance(joined, Damage)
    assert [page.url for page in rest if isinstance(page, Exchange)] == [f"{ADDRESS}?b"]


def test_what_looks_like_a_record_before_the_gzip_does_not_hide_it(tmp_path: Path) -> None:
    found = list(salvaged(written(tmp_path, b"WARC/1.1\r\nWARC-Type: response\r\n" + b"".join(pieces(is_gzip=True)))))
    assert [one.payload for one in found if isinstance(one, Exchange)] == PAYLOADS


@given(st.binary(max_size=2000), st.sampled_from(["a.warc", "a.warc.gz", "a.wacz"]))
def test_any_bytes_are_read_or_said_to_be_broken(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    try:
        found = list(salvaged(written(tmp_path_factory.mktemp("bat-ky"), content, name)))
    except RecordingError as error:
        assert name in str(error)  # noqa: PT017 (any bytes may also be read)
        return
    assert all(isinstance(one, Damage) for one in found)


def test_a_record_that_is_too_large_is_named_and_passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "LARGEST_PAYLOAD", 1000)
    large, small = salvaged(written(tmp_path, record(body=bytes(100_000)) + record(body=b"nho")))
    assert isinstance(large, Damage)
    assert large.reason == "larger than 1000 bytes"
    assert isinstance(small, Exchange)
    assert small.payload == b"nho"


@pytest.mark.parametrize("is_gzip", [True, False])
def test_a_bomb_is_passed_in_little_memory(tmp_path: Path, is_gzip: bool) -> None:
    """Half a gigabyte of zeros; what a hostile site hides in it, a record of another site, is not found."""
    half = 1 << 29
    header = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {ADDRESS}\r\nContent-Length: {half}\r\n\r\n"
    hidden = record(is_gzip=False, body=b"gia mao")
    path = tmp_path / "bom.warc"
    with gzip.GzipFile(path, "wb", mtime=0) if is_gzip else path.open("wb") as out:
        out.write(header.encode() + hidden)
        for _ in range(511):
            out.write(bytes(1 << 20))
        out.write(bytes((1 << 20) - len(hidden)) + b"\r\n\r\n")
    with path.open("ab") as out:
        out.write(record(is_gzip=is_gzip, body=b"that"))
    tracemalloc.start()
    found = list(salvaged(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [one.payload for one in found if isinstance(one, Exchange)] == [b"that"]
    assert [one.reason for one in found if isinstance(one, Damage)] == ["larger than 20971520 bytes"]
    assert peak < 100_000_000


def test_a_whole_file_in_one_gzip_piece_is_said_to_be_one(tmp_path: Path) -> None:
    (one,) = salvaged(written(tmp_path, gzip.compress(warc(BODY, BODY, is_gzip=False), mtime=0)))
    assert isinstance(one, Damage)
    assert "unpack that with gunzip first" in one.reason
