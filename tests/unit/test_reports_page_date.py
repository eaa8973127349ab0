"""A page's day of publication is taken where the page says so, and nowhere else."""

import pytest

from warmonitor.reports.page import read

TEXT = (
    "<p>At least four people were killed when shells fell on a market on {day}, the governor of the region said.</p>"
    "<p>Eleven others were wounded, he said, and rescuers were searching the stalls until late in the evening.</p>"
)


def published(head: str = "", top: str = "", foot: str = "", url: str | None = None, day: str = "Friday") -> str | None:
    body = f"{top}<article><h1>T</h1>{TEXT.format(day=day)}</article>{foot}"
    (found,) = read(f"<html><head><title>T</title>{head}</head><body>{body}</body></html>".encode(), "page", url=url)
    return found.report.published


@pytest.mark.parametrize(
    "parts, day",
    [
        (
            {"head": "<meta property='article:published_time' content='2022-04-08T20:15:00+02:00'>"},
            "2022-04-08T20:15:00+02:00",
        ),
        ({"head": "<meta name='Date' content='8 April 2022'>"}, "2022-04-08"),
        (
            {"head": '<script type="application/ld+json">{"datePublished": "2022-04-08T22:30:00Z"}</script>'},
            "2022-04-08T22:30:00Z",
        ),
        ({"top": "<time datetime='2022-04-08'>Friday</time>"}, "2022-04-08"),
        ({"top": "<div class='byline'>By A. Reporter, 8 April 2022</div>"}, "2022-04-08"),
        ({"top": "<p id='pub-date'>April 8, 2022</p>"}, "2022-04-08"),
        ({"url": "https://wire.example.org/2022/4/8/market"}, "2022-04-08"),
        ({"url": "https://wire.example.org/world/2022-04-08/market"}, "2022-04-08"),
    ],
)
def test_what_a_page_says(parts: dict[str, str], day: str) -> None:
    assert published(**parts) == day


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"day": "8 April 2022"},
        {"day": "2022-04-08"},
        {"foot": "<footer>© 2019-2022 Wire</footer>"},
        {"foot": "<div class='related'><time datetime='2020-03-03'>Mar 3, 2020</time> Other story</div>"},
        {"top": "<aside><time datetime='2020-03-03'>Other story</time></aside>"},
        {"top": "<span class='post-date'>04/08/2022</span>"},
        {"top": "<span class='date'>8 April 2022</span><span class='date'>9 April 2022</span>"},
        {"head": "<meta property='article:modified_time' content='2023-01-01T00:00:00Z'>"},
        {"head": "<meta name='date' content='yesterday'>"},
        {"url": "https://wire.example.org/2022/market-13"},
    ],
)
def test_what_it_does_not_say_is_not_guessed(parts: dict[str, str]) -> None:
    assert published(**parts) is None
