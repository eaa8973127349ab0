"""Drawings made on the server, so that they show without JavaScript: coordinates; the looks are the stylesheet's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from warmonitor.model import Link, Record


class Bar(Record):
    """One bar of a timeline: from 0 to `low` certain, up to `high` possible; `open` where there is no upper end."""

    label: str
    low: int
    high: int
    open: bool
    x: float
    width: float
    low_y: float
    high_y: float


class Timeline(Record):
    """Bars and the marks of both axes, in units of the drawing."""

    width: int
    height: int
    base: float
    bars: tuple[Bar, ...]
    marks: tuple[tuple[float, int], ...]
    labels: tuple[tuple[float, str], ...]


def timeline(rows: Sequence[tuple[str, int, int | None]], width: int = 760, height: int = 210) -> Timeline:
    """Rows of (label, low, high) as bars; a null high is an open end."""
    top = _round_up(max((max(low, high or 0) for _, low, high in rows), default=1))
    left, base, room = 44.0, height - 24.0, height - 34.0
    step = (width - left) / max(len(rows), 1)

    def y(value: int) -> float:
        return round(base - room * value / top, 1)

    bars = tuple(
        Bar(
            label=label, low=low, high=max(low, high or low), open=high is None, x=round(left + i * step, 1),
            width=round(max(step * 0.78, 0.8), 1), low_y=y(low), high_y=y(max(low, high or low)),
        )
        for i, (label, low, high) in enumerate(rows)
    )  # fmt: skip
    every = max(1, -(-len(rows) // 9))
    labels = tuple((bar.x + bar.width / 2, bar.label) for bar in bars[::every])
    marks = tuple((y(value), value) for value in sorted({0, top // 2, top}))
    return Timeline(width=width, height=height, base=base, bars=bars, marks=marks, labels=labels)


def _round_up(value: int) -> int:
    """The next 1, 2 or 5 times a power of ten, at least 2."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if value <= factor * step and factor * step > 1:
                return factor * step
        step *= 10


class Step(Record):
    """One reason of a link: its weight in bits (evidence for is above nought), where its bar lies; null bears none."""

    text: str
    weight: float | None
    x: float = 0
    width: float = 0


class Waterfall(Record):
    """A link's reasons, each bar starting where the one before ended, and the probability that they come to."""

    steps: tuple[Step, ...]
    zero: float
    score: float


def waterfall(link: Link, weights: Mapping[str, float], prior: float | None = None, width: float = 240) -> Waterfall:
    """The reasons of a link as a waterfall of their `weights`, from the `prior` that any two reports are one event."""
    told: list[tuple[str, float | None]] = [("before anything is compared", prior)] if prior is not None else []
    told += [(reason, weights.get(reason)) for reason in link.reasons]
    reached, ends = 0.0, [0.0]
    for _, weight in told:
        reached += weight or 0
        ends.append(reached)
    lowest, span = min(ends), (max(ends) - min(ends)) or 1

    def x(value: float) -> float:
        return round((value - lowest) / span * width, 1)

    steps = tuple(
        Step(text=text, weight=weight, x=x(min(a, b)), width=max(1.5, round(x(max(a, b)) - x(min(a, b)), 1)))
        if weight is not None
        else Step(text=text, weight=None)
        for (text, weight), a, b in zip(told, ends, ends[1:])
    )
    return Waterfall(steps=steps, zero=x(0), score=link.score)


class Node(Record):
    """A name in the drawing of who repeats whom."""

    name: str
    y: float
    count: int


class Tree(Record):
    """Outlets at one side, the authorities that they cite at the other, and a line for each citation."""

    outlets: tuple[Node, ...]
    authorities: tuple[Node, ...]
    edges: tuple[tuple[float, float], ...]
    height: float


def corroboration(pairs: Sequence[tuple[str, str]]) -> Tree:
    """Pairs of (outlet, authority), one a claim, as a two-sided drawing. Voices of one authority meet in it."""
    outlets = list(dict.fromkeys(outlet for outlet, _ in pairs))
    authorities = list(dict.fromkeys(authority for _, authority in pairs))
    row = 30.0
    height = max(len(outlets), len(authorities), 1) * row

    def nodes(names: list[str], side: int) -> dict[str, Node]:
        gap = height / max(len(names), 1)
        return {
            name: Node(name=name, y=round((i + 0.5) * gap, 1), count=sum(pair[side] == name for pair in pairs))
            for i, name in enumerate(names)
        }

    left, right = nodes(outlets, 0), nodes(authorities, 1)
    edges = tuple((left[a].y, right[b].y) for a, b in dict.fromkeys(pairs))
    return Tree(outlets=tuple(left.values()), authorities=tuple(right.values()), edges=edges, height=height)
