"""Inputs made to hurt: each ends in failures that name it, in little time and memory, and the next input is read."""

import gzip
import json
import random
from pathlib import Path

import pytest

from warmonitor.model import Failure, Reading, Report
from warmonitor.reports import read, readings
from warmonitor.reports.page import read as read_page

WARC_HEAD = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example.org/\r\nContent-Type: application/http\r\n"
    b"Content-Length: 120000000\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
)
BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<rss><channel><item><title>&b;</title></item></channel></rss>"
)
HOSTILE: dict[str, bytes] = {
    "empty.txt": b"",
    "blank.txt": b" \n\t \r\n",
    "large.txt": b"Five people were killed. " * 420_000,
    "random.txt": random.Random(5).randbytes(100_000),
    "zeros.txt": b"\0" * 100_000,
    "long-line.jsonl": b'{"text": "' + b"x" * 10_000_001 + b'"}',
    "long-title.jsonl": b'{"text": "x", "title": "' + b"x" * 9_000_000 + b'"}',
    "long-id.jsonl": b'{"text": "x", "id": "' + b"x" * 100_000 + b'"}',
    "nothing.jsonl": b"\n\n\n",
    "deep.jsonl": b'{"text": ' + b"[" * 100_000,
    "deep.json": b'[{"text": ' + b"[" * 100_000,
    "header-only.csv": b"id,text\n",
    "open-quote.csv": b'text\n"' + b"x" * 10_000_001,
    "no-article.html": b"<html><body><script>alert('five killed.')</script><nav>Home</nav></body></html>",
    "deep.html": b"<html><body>" + b"<div>" * 100_000,
    "large.html": b"<html><body>" + b"<p>Five killed.</p>" * 300_000,
    "entities.xml": BILLION_LAUGHS.encode(),
    "entities16.xml": BILLION_LAUGHS.encode("utf-16"),
    "deep.xml": b"<rss><channel><item>" + b"<a>" * 20_000,
    "no-entries.xml": b"<rss><channel><title>W</title></channel></rss>",
    "sitemap.xml": b"<urlset><url><loc>http://127.0.0.1/</loc></url></urlset>",
    "bomb.txt.gz": gzip.compress(b"x" * 30_000_000),
    "bomb.warc.gz": gzip.compress(WARC_HEAD + b"x" * 120_000_000),
    "cut.warc": WARC_HEAD + b"<p>Five killed.",
    "cut.txt.gz": gzip.compress(random.Random(5).randbytes(1000))[:500],
    "picture.html": b"\x89PNG\r\n\x1a\n" + b"<html><p>Five killed.</p>",
    "book.jsonl": b"SQLite format 3\x00" + b"\x00" * 100,
    "letter.docx": b"PK\x03\x04" + b"\x00" * 100,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_fails_by_name_and_the_next_is_read(tmp_path: Path, name: str) -> None:
    path, other = tmp_path / name, tmp_path / "other.txt"
    path.write_bytes(HOSTILE[name])
    other.write_text("Five people were killed on Friday.")
    *failed, last = readings([path, other])
    assert failed
    for one in failed:
        assert isinstance(one, Failure)
        assert one.where.startswith(str(path))
        assert one.what
    assert isinstance(last, Reading)
    assert last.where == str(other)


def test_null_bytes_sql_and_scripts_are_only_words(tmp_path: Path) -> None:
    words = "Five\0 killed'); DROP TABLE claims;-- <script>alert(1)</script>"
    path = tmp_path / "a.jsonl"
    fields = dict.fromkeys(("id", "title", "publisher", "url", "text"), words)
    path.write_text(json.dumps(fields))
    clean = words.replace("\0", "")
    assert list(read(path)) == [Report(id=clean, title=clean, publisher=clean, url=clean, text=clean)]


def test_right_to_left_text_keeps_its_order(tmp_path: Path) -> None:
    text = "\u202bقُتل 12 مدنيًا\u202c في غارة على السوق."
    (tmp_path / "a.txt").write_text(text)
    assert next(read(tmp_path)).text == text


def test_files_that_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "folder").mkdir()
    names: list[str | Path] = [tmp_path / "loop", tmp_path / "folder", "/dev/null", "a\0b", "x" * 5000, "", "ftp://a/b"]
    for name in names:
        (item,) = readings([name])
        assert isinstance(item, Failure), name


def test_a_folder_that_links_to_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Five killed.")
    (tmp_path / "again").symlink_to(tmp_path)
    assert len([item for item in readings(tmp_path) if isinstance(item, Reading)]) == 1


def test_a_page_of_the_wrong_declared_encoding() -> None:
    head = "<html><head><meta charset='utf-16'></head>"
    html = head + "<body><article><p>Zwölf Menschen starben.</p></article></body></html>"
    for raw in (html.encode(), html.encode("cp1252")):
        (item,) = read_page(raw, "page")
        assert item.report.text == "Zwölf Menschen starben."
