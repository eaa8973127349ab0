"""The page's two drawings as SVG: the map on its outlines, the timeline."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib import resources
from typing import Any

from warmonitor.exchange.page.bins import Bars, Bin, Spots
from warmonitor.exchange.records import interval

Box = tuple[float, float, float, float]
_WIDTH = 960.0
_WORLD: Box = (-60.0, -180.0, 75.0, 180.0)
_OUTLINES = (("land", "vendor/land.json"), ("borders", "vendor/borders.json"), ("disputed", "disputed.json"))


class Projection:
    """Degrees to the drawing's units: a plain cylinder, true to shape at the middle of the box."""

    def __init__(self, box: Box) -> None:
        self.box = box
        south, west, north, east = box
        self.squeeze = math.cos(math.radians((south + north) / 2))
        self.scale = _WIDTH / ((east - west) * self.squeeze)
        self.height = (north - south) * self.scale

    def __call__(self, lat: float, lon: float) -> tuple[float, float]:
        _, west, north, _ = self.box
        return (lon - west) * self.squeeze * self.scale, (north - lat) * self.scale


def box_around(boxes: Iterable[Box]) -> Box:
    """A box around all of them with room at its edges, no flatter than 1 to 2; the world where there is none."""
    found = list(boxes)
    if not found:
        return _WORLD
    south, west = min(b[0] for b in found), min(b[1] for b in found)
    north, east = max(b[2] for b in found), max(b[3] for b in found)
    tall, wide = max(north - south, 1.5) * 1.3, max(east - west, 3.0) * 1.3
    tall, wide = max(tall, wide / 3), max(wide, tall * 1.4)
    y, x = (south + north) / 2, (west + east) / 2
    return max(y - tall / 2, -85.0), x - wide / 2, min(y + tall / 2, 85.0), x + wide / 2


def map_svg(spots: Spots) -> str:
    """The map: outlines where the machine has them, a grid of degrees, a circle for each square with incidents."""
    boxes = {square: spots.box(square) for square in spots.bins}
    project = Projection(box_around(boxes.values()))
    ordered = sorted(spots.bins.items(), key=lambda item: -item[1].high)
    most = max((one.high for one in spots.bins.values()), default=0)
    circles = (_circle(one, boxes[square], project, most) for square, one in ordered)
    return "".join(
        (
            f'<svg viewBox="0 0 {_WIDTH:.0f} {project.height:.0f}" role="group" aria-label="Map of the incidents">',
            *(_outline(name, file, project) for name, file in _OUTLINES),
            _grid(project),
            *circles,
            "</svg>",
        )
    )


def has_outlines() -> bool:
    """Whether this machine holds the outlines that the pages are built with."""
    return bool(_features("vendor/land.json"))


def _said(name: str, one: Bin) -> str:
    return escape(f"{name}: {one.incidents} incident{'s' * (one.incidents != 1)}, killed {interval(one.low, one.high)}")


_BUTTON = 'tabindex="0" role="button" aria-pressed="false"'


def _circle(one: Bin, box: Box, project: Projection, most: int) -> str:
    x, y = project((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    radius = 4 + 18 * math.sqrt(one.high / most) if most else 4
    kind = "spot vague" if one.precision > 2 else "spot"
    said, corners = _said(one.name or "unnamed place", one), " ".join(f"{value:.4f}" for value in box)
    return (
        f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" data-r="{radius:.1f}" data-box="{corners}" '
        f'{_BUTTON} aria-label="{said}"><title>{said}</title></circle>'
    )


@functools.cache
def _features(file: str) -> tuple[Any, ...]:
    path = resources.files("warmonitor.web") / "static"
    for part in file.split("/"):
        path = path / part
    if not path.is_file():
        return ()
    return tuple(feature["geometry"] for feature in json.loads(path.read_text(encoding="utf8"))["features"])


def _outline(name: str, file: str, project: Projection) -> str:
    lines = "".join(_line(part, project, name) for shape in _features(file) for part in _parts(shape))
    return f'<path class="{name}" d="{lines}"/>' if lines else ""


def _parts(shape: Any) -> Iterator[Sequence[Sequence[float]]]:
    depth = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}.get(shape["type"])
    level = [shape["coordinates"]]
    for _ in range(depth or 0):
        level = [inner for outer in level for inner in outer]
    yield from level if depth is not None else ()


def _line(points: Sequence[Sequence[float]], project: Projection, name: str) -> str:
    """A line or ring as a path, clipped: rings keep their shape inside the box, lines lose what lies outside."""
    south, west, north, east = project.box
    wide, tall = east - west, north - south
    frame = (south - tall, west - wide, north + tall, east + wide)
    if name == "borders":
        runs = _runs(points, frame)
        return "".join(_path(run, project) for run in runs if len(run) > 1)
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    if max(lons) < west or min(lons) > east or max(lats) < south or min(lats) > north:
        return ""
    clamped = [(min(max(p[0], frame[1]), frame[3]), min(max(p[1], frame[0]), frame[2])) for p in points]
    return _path(clamped, project) + "Z"


def _runs(points: Sequence[Sequence[float]], frame: Box) -> list[list[Sequence[float]]]:
    runs: list[list[Sequence[float]]] = [[]]
    for point in points:
        if frame[1] <= point[0] <= frame[3] and frame[0] <= point[1] <= frame[2]:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return runs


def _path(points: Iterable[Sequence[float]], project: Projection) -> str:
    steps: list[str] = []
    for point in points:
        x, y = project(point[1], point[0])
        step = f"{x:.1f} {y:.1f}"
        if not steps or step != steps[-1]:
            steps.append(step)
    return "M" + "L".join(steps)


def _grid(project: Projection) -> str:
    south, west, north, east = project.box
    step = next(s for s in (0.5, 1, 2, 5, 10, 20, 30, 60, 180) if (east - west) / s <= 12)
    lines = []
    for k in range(math.ceil(west / step), math.floor(east / step) + 1):
        x, _ = project(0, k * step)
        lines.append(f"M{x:.1f} 0V{project.height:.0f}")
    for k in range(math.ceil(south / step), math.floor(north / step) + 1):
        _, y = project(k * step, 0)
        lines.append(f"M0 {y:.1f}H{_WIDTH:.0f}")
    return f'<path class="grid" d="{"".join(lines)}"/>'


def timeline_svg(bars: Bars) -> str:
    """The people killed by day, month or year: solid at least, pale at most."""
    slots = bars.all()
    if not slots:
        return ""
    most = max(one.high for _, one in slots) or 1
    # A single day should not fill the page.
    width = min(_WIDTH / len(slots), _WIDTH / 12)
    drawn = (_bar(slot, one, n * width, width, most) for n, (slot, one) in enumerate(slots) if one.incidents)
    end = min(_WIDTH, len(slots) * width)
    return (
        f'<svg viewBox="0 0 {_WIDTH:.0f} 140" role="group" aria-label="People killed over time">{"".join(drawn)}'
        f'<text class="axis" x="2" y="134">{escape(slots[0][0])}</text>'
        f'<text class="axis" x="{max(end - 2, 150):.0f}" y="134" text-anchor="end">{escape(slots[-1][0])}</text>'
        f'<text class="axis" x="2" y="12">{most}</text></svg>'
    )


def _bar(day: str, one: Bin, x: float, width: float, most: int) -> str:
    said, inner = _said(day, one), max(width - 1, 0.5)
    bars = "".join(
        f'<rect class="{end}" x="{x:.1f}" y="{118 - tall:.1f}" width="{inner:.1f}" height="{tall:.1f}"/>'
        for end, tall in (("high", 100 * one.high / most), ("low", 100 * one.low / most))
    )
    return (
        f'<g class="bar" data-day="{escape(day)}" {_BUTTON} aria-label="{said}"><title>{said}</title>'
        f'<rect x="{x:.1f}" y="16" width="{inner:.1f}" height="102" fill-opacity="0"/>{bars}</g>'
    )
