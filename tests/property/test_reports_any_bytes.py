"""Any bytes end in reports or in failures that name the input; in no other exception, and not at the others' cost."""

import gzip
import io
import json
import sys
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from warmonitor.model import Failure, Reading
from warmonitor.reports import readings
from warmonitor.reports.found import found, language_of
from warmonitor.reports.opening import SUFFIXES
from warmonitor.reports.plain import split

OPENINGS = [
    b"",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"<html><body>",
    b"<?xml version='1.0' encoding='utf-16'?><rss><channel><item>",
    b"<feed><entry>",
    b"<urlset><url><loc>",
    b'{"text": ',
    b'[{"text": "',
    b"text,title\n",
    b"\x1f\x8b\x08\x00",
    b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\n",
    b"%PDF-1.4",
    "عاجل: مقتل خمسة".encode("cp1256"),
]
NAMES = ["a", *(f"a{suffix}" for suffix in SUFFIXES), "a.txt.gz"]


def outcomes(raw: bytes, name: str, columns: dict[str, str] | None = None) -> list[Reading | Failure]:
    with tempfile.TemporaryDirectory() as folder:
        path, other = Path(folder) / name, Path(folder) / "other.jsonl"
        path.write_bytes(raw)
        other.write_text('{"id": "other", "text": "The other input."}')
        items = list(readings([path, other], columns=columns))
        assert isinstance(items[-1], Reading)
        assert items[-1].report.id == "other"
        for item in items:
            assert item.where.startswith(folder)
            if isinstance(item, Reading):
                # What every store and every JSON writer must be able to take.
                whole = item.report.whole.encode("utf-8")
                assert b"\x00" not in whole
                assert item.report.text or item.report.title
        return items[:-1]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(OPENINGS), st.binary(max_size=400), st.sampled_from(NAMES), st.booleans())
def test_any_bytes_under_any_name(opening: bytes, rest: bytes, name: str, zipped: bool) -> None:
    raw = opening + rest
    assert outcomes(gzip.compress(raw) if zipped else raw, name)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(OPENINGS), st.text(max_size=300), st.sampled_from(NAMES))
def test_any_text_under_any_name(opening: bytes, rest: str, name: str) -> None:
    outcomes(opening + rest.encode("utf-8", "surrogatepass"), name, {"text": "text"})


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_a_damaged_gzip(raw: bytes, cut: int) -> None:
    outcomes(gzip.compress(raw)[:cut], "a.gz")


@settings(max_examples=200, deadline=None)
@given(
    st.text(min_size=1),
    st.fixed_dictionaries({}, optional={name: st.text() | st.none() for name in ("id", "title", "publisher", "url")}),
)
def test_a_json_report_keeps_its_words(text: str, fields: dict[str, str | None]) -> None:
    items = outcomes(json.dumps({"text": text, **fields}).encode(), "a.jsonl")
    for item in items:
        if isinstance(item, Reading):
            assert set(item.report.text) <= set(text) | {"\n"}
            assert item.report == found("elsewhere", b"", text, **fields).report  # type: ignore[arg-type]


@given(st.text())
def test_headline_and_body_are_the_words_of_the_text(text: str) -> None:
    title, body = split(text)
    assert title in text
    assert body in text
    assert language_of(text) in ("en", "ar", "he", "und")


PAGE = b"<html><body><article><p>Four people were killed on Friday, the governor said.</p></article></body></html>"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE)
HEAD = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example.org/\r\nContent-Type: application/http\r\n"
)
ARCHIVE = (HEAD + b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(ANSWER), ANSWER)) * 2


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(ARCHIVE) - 1), st.integers(0, 255)), max_size=20),
    st.integers(0, len(ARCHIVE)),
    st.booleans(),
)
def test_a_damaged_web_archive(changes: list[tuple[int, int]], end: int, zipped: bool) -> None:
    raw = bytearray(ARCHIVE)
    for at, byte in changes:
        raw[at] = byte
    outcomes(gzip.compress(bytes(raw))[:end] if zipped else bytes(raw[:end]), "a.warc")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(OPENINGS), st.binary(max_size=200))
def test_standard_input(opening: bytes, rest: bytes) -> None:
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(opening + rest))
    try:
        for item in readings(["-"]):
            assert item.where.startswith("standard input")
    finally:
        sys.stdin = before
