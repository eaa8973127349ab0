"""Fetching is polite and safe: against a server on this machine, which is refused unless a test allows it."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from warmonitor.errors import FetchError
from warmonitor.model import Failure, Reading, Report
from warmonitor.reports import readings
from warmonitor.reports.addresses import may_fetch
from warmonitor.reports.fetch import Fetcher, Limits

ARTICLE = (
    "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>At least four people were killed when shells"
    " fell on the market of the river town on Friday, the governor said.</p><p>Eleven others were wounded, he said, and"
    " rescuers searched the stalls until late in the evening.</p></article></body></html>"
)
LOOPBACK = ("127.0.0.0/8",)
Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A small web site: answers by path, and what was asked of it."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, float, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, time.monotonic(), dict(self.headers)))
                answer = site.answers.get(self.path)
                try:
                    if answer:
                        answer(self)
                    else:
                        self.send_error(404)
                except OSError:
                    pass

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def put(self, path: str, body: bytes | str, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        content = body.encode() if isinstance(body, str) else body

        def answer(to: BaseHTTPRequestHandler) -> None:
            to.send_response(200)
            to.send_header("Content-Type", kind)
            to.send_header("Content-Length", str(len(content)))
            for name, value in headers.items():
                to.send_header(name.replace("_", "-"), value)
            to.end_headers()
            to.wfile.write(content)

        self.answers[path] = answer

    def send(self, path: str, status: int, **headers: str) -> None:
        def answer(to: BaseHTTPRequestHandler) -> None:
            to.send_response(status)
            for name, value in headers.items():
                to.send_header(name, value)
            to.send_header("Content-Length", "0")
            to.end_headers()

        self.answers[path] = answer

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked if path != "/robots.txt"]


@pytest.fixture
def site() -> Iterator[Site]:
    one = Site()
    yield one
    one.server.shutdown()
    one.server.server_close()


def fetcher(**limits: float) -> Fetcher:
    return Fetcher(Limits(**{"delay": 0.0, "wait": 3.0, **limits}), allowed=LOOPBACK)  # type: ignore[arg-type]


def parts(url: str, with_: Fetcher | None = None, **options: object) -> tuple[list[Report], list[Failure]]:
    items = list(readings(url, fetcher=with_ or fetcher(), **options))  # type: ignore[arg-type]
    return [i.report for i in items if isinstance(i, Reading)], [i for i in items if isinstance(i, Failure)]


def test_a_page_is_fetched_with_its_address_and_tags(site: Site) -> None:
    site.put("/a", ARTICLE.format("Shells hit market"), ETag='"v1"', Last_Modified="Sat, 09 Apr 2022 08:00:00 GMT")
    (found,) = readings(f"{site.url}/a", fetcher=fetcher())
    assert isinstance(found, Reading)
    assert (found.report.title, found.report.url) == ("Shells hit market", f"{site.url}/a")
    assert (found.etag, found.modified) == ('"v1"', "Sat, 09 Apr 2022 08:00:00 GMT")


def test_a_page_behind_a_redirect_is_found_where_it_was_asked_for(site: Site) -> None:
    site.send("/old", 301, Location="/new")
    site.put("/new", ARTICLE.format("Shells hit market"))
    (found,) = readings(f"{site.url}/old", fetcher=fetcher())
    assert isinstance(found, Reading)
    assert (found.where, found.report.url) == (f"{site.url}/old", f"{site.url}/new")


def test_an_unchanged_page_is_not_given_again(site: Site) -> None:
    site.send("/a", 304)
    url = f"{site.url}/a"
    assert list(readings(url, fetcher=fetcher(), known={url: ('"v1"', "Sat, 09 Apr 2022 08:00:00 GMT")})) == []
    headers = site.asked[-1][2]
    assert headers["If-None-Match"] == '"v1"'
    assert headers["If-Modified-Since"].startswith("Sat, 09 Apr")


def test_a_feed_with_and_without_its_articles(site: Site) -> None:
    items = "".join(
        f"<item><title>{n}</title><link>{site.url}/{n}</link><description>Short {n}.</description></item>"
        for n in "abc"
    )
    site.put("/feed", f"<rss version='2.0'><channel><title>W</title>{items}</channel></rss>", "application/rss+xml")
    site.put("/a", ARTICLE.format("Shells"))
    site.put("/b", ARTICLE.format("Mines"))
    found, failed = parts(f"{site.url}/feed")
    assert [report.text for report in found] == ["Short a.", "Short b.", "Short c."]
    assert not failed
    found, failed = parts(f"{site.url}/feed", articles=True)
    assert [report.title for report in found] == ["Shells", "Mines"]
    assert [one.where for one in failed] == [f"{site.url}/c"]


def test_a_sitemap_of_sitemaps_and_no_deeper(site: Site) -> None:
    inner = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{site.url}/a</loc></url>"
    site.put("/inner.xml", inner + f"<url><loc>{site.url}/map.xml</loc></url></urlset>", "application/xml")
    site.put("/map.xml", f"<sitemapindex><sitemap><loc>{site.url}/inner.xml</loc></sitemap></sitemapindex>", "text/xml")
    site.put("/a", ARTICLE.format("Shells"))
    found, failed = parts(f"{site.url}/map.xml")
    assert [report.title for report in found] == ["Shells"]
    assert ["sitemap" in one.what for one in failed] == [True]


def test_robots_are_obeyed_with_wildcards(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private\nDisallow: /*?print\nCrawl-delay: 0", "text/plain")
    site.put("/a", ARTICLE.format("Shells"))
    _, failed = parts(f"{site.url}/private/x")
    assert "robots.txt forbids" in failed[0].what
    assert parts(f"{site.url}/a?print=1")[1]
    assert len(parts(f"{site.url}/a")[0]) == 1
    assert site.paths() == ["/a"]


def test_a_site_whose_robots_are_out_of_order_is_left_alone(site: Site) -> None:
    site.send("/robots.txt", 503)
    site.put("/a", ARTICLE.format("Shells"))
    _, failed = parts(f"{site.url}/a")
    assert "503" in failed[0].what
    assert site.paths() == []


def test_a_pause_between_two_requests_to_a_host(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 7", "text/plain")
    site.put("/a", ARTICLE.format("Shells"))
    now, slept = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    one = Fetcher(Limits(delay=2.0), allowed=LOOPBACK, sleep=sleep, clock=lambda: now[0])
    one.get(f"{site.url}/a")
    one.get(f"{site.url}/a")
    assert slept == [7.0, 7.0]


def test_one_request_at_a_time_to_a_host(site: Site) -> None:
    busy, most = [0], [0]

    def slow(to: BaseHTTPRequestHandler) -> None:
        busy[0] += 1
        most[0] = max(most[0], busy[0])
        time.sleep(0.02)
        busy[0] -= 1
        to.send_response(200)
        to.send_header("Content-Length", "1")
        to.end_headers()
        to.wfile.write(b"x")

    site.answers["/a"] = slow
    one = fetcher()
    threads = [threading.Thread(target=one.get, args=(f"{site.url}/a",)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
    assert len(site.paths()) == 5


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/",
        "http://localhost/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://2130706433/",
        "http://0/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "http:///nohost",
        "http://example.org:99999/",
    ],
)
def test_addresses_inside_are_refused_also_after_a_redirect(site: Site, target: str) -> None:
    with pytest.raises(FetchError):
        Fetcher(Limits(delay=0)).get(target)
    site.send("/away", 302, Location=target)
    outside = Fetcher(Limits(delay=0), allowed=("127.0.0.1/32",))
    if target in ("http://127.0.0.1:1/", "http://localhost/", "http://2130706433/", "http:///nohost"):
        return  # names this machine, which is allowed here, or a page of the same site
    with pytest.raises(FetchError, match=r"not public|not a web address|cannot be looked up"):
        outside.get(f"{site.url}/away")


def test_a_name_that_is_looked_up_twice_with_two_answers_gains_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection goes to the address that was checked, and an answer with one bad address is refused whole."""
    port = int(site.url.rsplit(":", 1)[1])
    site.put("/a", ARTICLE.format("Shells"))
    real, asked = socket.getaddrinfo, list[str]()

    def rebinding(host: str, *rest: object, **more: object) -> object:
        if host != "rebind.example.org":
            return real(host, *rest, **more)  # type: ignore[arg-type]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    page = fetcher().get(f"http://rebind.example.org:{port}/a")
    assert b"Shells" in page.content
    assert len(asked) == 2  # once for robots.txt, once for the page: never between check and connection
    assert site.asked[-1][2]["Host"] == f"rebind.example.org:{port}"
    with pytest.raises(FetchError, match="not public"):
        Fetcher(Limits(delay=0)).get(f"http://rebind.example.org:{port}/a")


@pytest.mark.parametrize(
    "address, public",
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("2002:7f00:1::", False),
        ("::ffff:10.0.0.1", False),
        ("nonsense", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert may_fetch(address) is public


def test_redirects_end(site: Site) -> None:
    site.send("/loop", 302, Location="/loop")
    with pytest.raises(FetchError, match="5 redirects"):
        fetcher().get(f"{site.url}/loop")
    assert len(site.paths()) == 6


def test_a_body_too_large_an_endless_one_and_a_bomb(site: Site) -> None:
    def endless(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.end_headers()
        while True:
            to.wfile.write(b"x" * 65_536)

    site.answers["/endless"] = endless
    site.put("/large", b"x" * 2_000_000)
    site.put("/bomb", gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")
    site.put("/cut", gzip.compress(b"abc" * 1000)[:-20], Content_Encoding="gzip")
    site.put("/false", zlib.compress(b"x"), Content_Encoding="gzip")
    site.put("/strange", b"x", Content_Encoding="br")
    one = fetcher(size=1_000_000)
    for path in ("/endless", "/large", "/bomb", "/cut", "/false", "/strange"):
        with pytest.raises(FetchError, match=r"more than|ended early|damaged|not asked for"):
            one.get(site.url + path)


def test_a_server_that_drips_is_left_after_the_time_limit(site: Site) -> None:
    def drip(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.end_headers()
        for _ in range(100):
            to.wfile.write(b"x")
            time.sleep(0.1)

    def drip_headers(to: BaseHTTPRequestHandler) -> None:
        to.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for n in range(100):
            to.wfile.write(f"X-{n}: y\r\n".encode())
            time.sleep(0.1)

    site.answers["/body"], site.answers["/headers"] = drip, drip_headers
    one = fetcher(seconds=0.5)
    for path in ("/body", "/headers"):
        with pytest.raises(FetchError, match=r"more than 0\.5 s"):
            one.get(site.url + path)


def test_what_is_no_article_is_a_failure_that_names_the_address(site: Site) -> None:
    site.put("/image", b"\x89PNG\r\n", "text/html")
    site.put("/empty", b"")
    site.put("/menu", "<html><body><nav>Home</nav></body></html>")
    for path in ("/image", "/empty", "/menu", "/absent"):
        found, failed = parts(site.url + path)
        assert not found
        assert failed[0].where == site.url + path


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<?xml version="1.0"?><!-- <rss> --><!DOCTYPE rss SYSTEM "file:///etc/passwd">',
    ],
)
def test_feeds_and_sitemaps_with_entities_are_not_parsed(site: Site, prolog: str) -> None:
    for path, body in (
        ("/feed", "<rss><channel><item><title>&b;</title></item></channel></rss>"),
        ("/map", "<urlset></urlset>"),
    ):
        for n, encoding in enumerate(("utf-8", "utf-16")):
            site.put(f"{path}{n}", (prolog + body).encode(encoding), "application/xml")
            found, failed = parts(f"{site.url}{path}{n}")
            assert not found
            assert "document type" in failed[0].what
