"""The days of feasts, against almanacs."""

import datetime as dt

import pytest

from warmonitor.claims.dates import feasts
from warmonitor.claims.dates.words import words


def first_day(name: str, year: int) -> str | None:
    feast = next(f for f in words().calendar.feasts if name in f.words)
    span = feasts.in_year(feast, year)
    return span.start.isoformat() if span and span.start else None


@pytest.mark.parametrize(
    "name,day",
    [
        ("easter", "2000-04-23"), ("easter", "2024-03-31"), ("good friday", "2023-04-07"), ("pentecost", "2011-06-12"),
        ("orthodox easter", "2024-05-05"), ("orthodox easter", "2022-04-24"), ("orthodox easter", "2014-04-20"),
        ("rosh hashanah", "2023-09-16"), ("yom kippur", "1973-10-06"), ("simchat torah", "2023-10-07"),
        ("passover", "2024-04-23"), ("purim", "2024-03-24"), ("sukkot", "2024-10-17"), ("shavuot", "2023-05-26"),
        ("ramadan", "2016-06-06"), ("eid al-fitr", "2021-05-13"),
        ("eid al-adha", "2019-08-11"), ("ashura", "2018-09-20"),
        ("christmas eve", "2020-12-24"), ("nowruz", "2019-03-20"),
    ],
)  # fmt: skip
def test_the_first_day_of_a_feast(name: str, day: str) -> None:
    assert first_day(name, dt.date.fromisoformat(day).year) == day


def test_what_the_islamic_tables_do_not_hold_is_null() -> None:
    assert first_day("ramadan", 1850) is None


def test_every_feast_falls_into_its_year() -> None:
    for feast in words().calendar.feasts:
        for year in range(1950, 2050):
            span = feasts.in_year(feast, year)
            assert span is None or (span.start is not None and span.start.year == year)
