"""Whatever a user has ends in reports, or in a failure that names the input; the other inputs are still read."""

import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from warmonitor.errors import InputError
from warmonitor.model import Failure, Reading, Report
from warmonitor.reports import read, readings, source_of

PAGE = """<!doctype html><html lang="en"><head><title>Shells hit market in river town | Plain Wire</title>
<meta property="og:site_name" content="Plain Wire">
<meta property="article:published_time" content="2022-04-09T08:00:00Z">
</head><body><nav>Home World Sport</nav><article><h1>Shells hit market in river town</h1>
<p>At least four people were killed when shells fell on a market on Friday, the governor of the region said.</p>
<p>Eleven others were wounded, he said, and rescuers were still searching the stalls for people late in the evening.</p>
</article><footer>All rights reserved</footer></body></html>"""

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Plain Wire</title>
<item><title>Shells &amp; fire</title><link>https://plain.example.org/1</link>
<description>&lt;p&gt;Four killed.&lt;/p&gt;&lt;p&gt;Eleven wounded.&lt;/p&gt;</description>
<pubDate>Sat, 09 Apr 2022 08:00:00 GMT</pubDate></item>
<item><title>Bridge blown</title><link>https://plain.example.org/2</link>
<description>Nobody was hurt.</description></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Plain Wire</title><entry><title>Shells</title>
<link href="https://plain.example.org/3"/><updated>2022-04-09T10:00:00+02:00</updated>
<content type="html">&lt;p&gt;Four killed.&lt;/p&gt;</content></entry></feed>"""


def warc(*pages: tuple[str, str, bytes], status: str = "200 OK") -> bytes:
    out = b""
    for url, kind, body in pages:
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2022-05-01T00:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{len(out):012d}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        out += head.encode() + answer + b"\r\n\r\n"
    return out


def put(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def reports(*sources: Path | str, **options: object) -> list[Report]:
    return list(read(sources, **options))  # type: ignore[arg-type]


def parts(*sources: Path | str, **options: object) -> tuple[list[Report], list[Failure]]:
    items = list(readings(sources, **options))  # type: ignore[arg-type]
    return [i.report for i in items if isinstance(i, Reading)], [i for i in items if isinstance(i, Failure)]


def test_text_with_a_headline(tmp_path: Path) -> None:
    (report,) = reports(put(tmp_path, "a.txt", "Raid kills four\n\nFour people died.\r\nTwo were hurt.\n"))
    assert (report.title, report.text) == ("Raid kills four", "Four people died.\nTwo were hurt.")
    assert report.published is None


@pytest.mark.parametrize(
    "text",
    [
        "Four people died on Monday in a raid.\n\nTwo were hurt.",
        "Four people died on Monday\nin a raid on the town.",
        "Four people died",
        "x" * 161 + "\n\nTwo were hurt.",
    ],
)
def test_text_without_a_headline(tmp_path: Path, text: str) -> None:
    (report,) = reports(put(tmp_path, "a.txt", text))
    assert (report.title, report.text) == ("", text)


def test_a_page(tmp_path: Path) -> None:
    (report,) = reports(put(tmp_path, "a.html", PAGE), published="2020-01-01")
    assert report.title == "Shells hit market in river town"
    assert report.published == "2022-04-09T08:00:00Z"
    assert (report.publisher, report.language) == ("Plain Wire", "en")
    assert report.text.startswith("At least four people")
    assert "All rights" not in report.text
    assert "Home" not in report.text


def test_json_lines_lose_only_the_bad_line(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "title": "T", "published": "2022-04-09", "publisher": "P", "text": "x", "other": 1}),
        "",
        '{"title": "no text"}',
        "not json",
        json.dumps({"text": "y", "id": 7, "published": "yesterday"}),
        json.dumps({"text": "half \ud800 a character"}),
    ]
    found, failed = parts(put(tmp_path, "a.jsonl", "\n".join(lines)))
    assert [report.text for report in found] == ["x", "half  a character"]
    assert found[0] == Report(id="a", title="T", published="2022-04-09", publisher="P", text="x")
    assert [one.where.rsplit(":", 1)[1] for one in failed] == ["3", "4", "5"]
    assert all(one.hint for one in failed)


def test_a_json_array(tmp_path: Path) -> None:
    found, failed = parts(put(tmp_path, "a.json", '[{"text": "x"}, {"txt": "y"}]'))
    assert [report.text for report in found] == ["x"]
    assert failed[0].where.endswith("a.json:2")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_with_a_column_map(tmp_path: Path, mark: str) -> None:
    rows = [["nr", "Body", "day"], ["1", '"Four killed.\nTwo hurt, he said."', "2022-04-09"], ["2", "y", "09/04/2022"]]
    path = put(tmp_path, "a.csv", "\n".join(mark.join(row) for row in rows))
    found, failed = parts(path, columns={"text": "body", "published": "day", "id": "nr"})
    assert found == [Report(id="1", text="Four killed.\nTwo hurt, he said.", published="2022-04-09")]
    assert failed[0].where.endswith(":3")


def test_a_table_without_a_text_column_names_what_it_has(tmp_path: Path) -> None:
    _, failed = parts(put(tmp_path, "a.csv", "nr,body\n1,x\n"))
    assert "nr, body" in failed[0].hint
    _, failed = parts(put(tmp_path, "b.csv", "nr,body\n1,x\n"), columns={"words": "body"})
    assert "no field" in failed[0].what


@pytest.mark.parametrize("name", ["a.xml", "a.rss", "a.txt", "a"])
def test_a_feed_gives_a_report_an_entry(tmp_path: Path, name: str) -> None:
    first, second = reports(put(tmp_path, name, FEED), published="2022-04-10")
    assert (first.title, first.text) == ("Shells & fire", "Four killed.\nEleven wounded.")
    assert (first.published, second.published) == ("2022-04-09T08:00:00Z", "2022-04-10")
    assert (first.url, first.publisher) == ("https://plain.example.org/1", "Plain Wire")


def test_an_atom_feed(tmp_path: Path) -> None:
    (report,) = reports(put(tmp_path, "a.atom", ATOM))
    assert (report.text, report.published) == ("Four killed.", "2022-04-09T08:00:00Z")


def test_a_web_archive_plain_and_zipped(tmp_path: Path) -> None:
    pages = [
        ("https://plain.example.org/1", "text/html; charset=utf-8", PAGE.encode()),
        ("https://plain.example.org/logo", "image/png", b"\x89PNG"),
        ("https://plain.example.org/empty", "text/html", b"<html><body></body></html>"),
        ("https://plain.example.org/note", "text/plain", "Nur ein Gerücht: zwölf Tote".encode("cp1252")),
    ]
    plain = put(tmp_path, "a.warc", warc(*pages))
    zipped = put(tmp_path, "b.warc.gz", gzip.compress(warc(*pages[:2])) + gzip.compress(warc(*pages[2:])))
    for path in (plain, zipped):
        found, failed = parts(path)
        assert [report.url for report in found] == ["https://plain.example.org/1", None]
        assert found[0].published == "2022-04-09T08:00:00Z"
        assert found[1].text == "Nur ein Gerücht: zwölf Tote"
        assert [one.where for one in failed] == [f"{path}:https://plain.example.org/empty"]


def test_a_folder_is_read_in_order_and_survives_what_is_bad(tmp_path: Path) -> None:
    put(tmp_path, "b/2.txt", "second")
    put(tmp_path, "a/1.jsonl.gz", gzip.compress(b'{"text": "first"}'))
    put(tmp_path, "c.pdf", b"%PDF-1.7 ...")
    put(tmp_path, "d.txt", "last")
    put(tmp_path, "README.md", "no report")
    put(tmp_path, ".hidden", "no report")
    found, failed = parts(tmp_path, tmp_path / "missing", put(tmp_path.parent, "other.txt", "other"))
    assert [report.text for report in found] == ["last", "first", "second", "other"]
    assert [Path(one.where).name for one in failed] == ["c.pdf", "missing"]
    assert "pdftotext" in failed[0].hint


def test_standard_input_is_sniffed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for content, title in ((b'{"text": "x", "title": "T"}', "T"), (PAGE.encode(), "Shells hit market in river town")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        assert reports("-")[0].title == title
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(b"T\n\nx"))))
    assert reports("-")[0].title == "T"


def test_failures_go_to_the_callback_or_come_last_as_one_error(tmp_path: Path) -> None:
    sources = [tmp_path / "none", put(tmp_path, "a.txt", "x"), put(tmp_path, "empty.txt", "")]
    heard: list[Failure] = []
    assert [report.text for report in read(sources, on_error=heard.append)] == ["x"]
    assert [Path(one.where).name for one in heard] == ["none", "empty.txt"]
    found = []
    with pytest.raises(InputError, match=r"2 inputs.*none.*empty\.txt"):
        found.extend(read(sources))
    with pytest.raises(InputError, match="empty"):
        list(read(sources[2]))


def test_ids_come_from_content_and_different_reports_under_one_id_are_kept_apart(tmp_path: Path) -> None:
    rows = [
        {"text": "x"},
        {"text": "x", "publisher": "P"},
        {"text": "x"},
        {"id": "1", "text": "a"},
        {"id": "1", "text": "b"},
    ]
    path = put(tmp_path, "a.jsonl", "\n".join(map(json.dumps, rows)))
    found, failed = parts(path, path)
    assert [report.text for report in found] == ["x", "x", "a", "b"]
    assert len({report.id for report in found}) == 4
    assert found[3].id.startswith("1~")
    assert all("'1'" in one.what for one in failed)
    assert found[:2] == reports(put(tmp_path, "b.jsonl", "\n".join(map(json.dumps, rows[:2]))))


def test_a_day_that_is_none_is_refused_before_anything_is_read() -> None:
    with pytest.raises(InputError, match="published"):
        list(read(["-"], published="last Monday"))


@pytest.mark.parametrize(
    "written, iso",
    [
        ("2022-04-09", "2022-04-09"),
        ("20220409", "2022-04-09"),
        ("2022-04-09T08:00:00+00:00", "2022-04-09T08:00:00Z"),
        ("9 April 2022", "2022-04-09"),
        ("April 9, 2022", "2022-04-09"),
        ("Sat, 09 Apr 2022 08:00:00 GMT", "2022-04-09T08:00:00Z"),
        (" 2022/04/09 ", "2022-04-09"),
        ("", None),
    ],
)
def test_days_are_read_one_way_only(tmp_path: Path, written: str, iso: str | None) -> None:
    (report,) = reports(put(tmp_path, "a.jsonl", json.dumps({"text": "x", "published": written})))
    assert report.published == iso


@pytest.mark.parametrize(
    "text, encoding",
    [
        ("Zwölf Tote in Mykolajiw, sagt der „Bürgermeister“", "cp1252"),
        ("قتل خمسة مدنيين في غارة جوية على سوق المدينة يوم الخميس بحسب مصادر طبية", "cp1256"),
        ("قتل خمسة مدنيين", "utf-8"),
        ("Five killed", "utf-16"),
        ("Пять человек погибли", "utf-16"),
        ("Five killed", "utf-8-sig"),
    ],
)
def test_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    (report,) = reports(put(tmp_path, "a.txt", text.encode(encoding)))
    assert report.text == text


@pytest.mark.parametrize(
    "text, language",
    [("five killed", "en"), ("قتل خمسة", "ar"), ("Пять погибли", "und"), ("پنج نفر", "und"), ("12", "en")],
)
def test_the_language_is_taken_from_the_script(tmp_path: Path, text: str, language: str) -> None:
    assert reports(put(tmp_path, "a.txt", text))[0].language == language


def test_the_source_of_a_place(tmp_path: Path) -> None:
    rows, pages = put(tmp_path, "a.jsonl", "x"), put(tmp_path, "a:b.warc", "x")
    assert source_of(f"{rows}:12") == str(rows)
    assert source_of(f"{pages}:https://plain.example.org/1") == str(pages)
    assert source_of(str(pages)) == str(pages)
    assert source_of("https://plain.example.org/feed:3") == "https://plain.example.org/feed"
    assert source_of("https://plain.example.org:8080") == "https://plain.example.org:8080"
    assert source_of("standard input:3") == "standard input:3"
