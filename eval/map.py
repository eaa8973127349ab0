"""How the map bears a big ledger in a real browser: marks, bytes, time until it has come to rest, time a frame.

    python -m eval.map --ledger PATH

At each zoom the map jumps, waits for its marks and comes to rest, then glides for a second and a half. The frames of
that glide are timed with the marks and again without any: the difference is what the marks cost. A machine without
a graphics card draws in software, so its frames are slow either way.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.pages import free_port, served

FLAGS = ["--no-sandbox", "--disable-background-networking", "--enable-unsafe-swiftshader", "--use-angle=swiftshader"]
ZOOMS = (2, 4, 6, 8, 10)
CENTRE = (30.9, 49.0)
"""Longitude and latitude in the thick of the ledger that `eval.book` makes."""
PATIENCE = 30.0
READY = "() => Boolean(window.warmonitorMap && document.getElementById('map').dataset.filled === 'yes')"
JUMP = """async ([zoom, center]) => {
  const map = window.warmonitorMap, begun = performance.now();
  const fresh = (event) => event.sourceId === "spots" && event.sourceDataType === "content";
  const filled = new Promise((done) => map.on("data", (event) => fresh(event) && done()));
  map.jumpTo({ zoom, center });
  await filled;
  while (!map.loaded() || map.isMoving()) await new Promise((done) => setTimeout(done, 10));
  const shown = await map.getSource("spots").getData();
  return [performance.now() - begun, shown.features.length, JSON.stringify(shown).length];
}"""
GLIDE = """async (empty) => {
  const map = window.warmonitorMap, took = [];
  if (empty) map.getSource("spots").setData({ type: "FeatureCollection", features: [] });
  while (!map.loaded()) await new Promise((done) => setTimeout(done, 10));
  let last = performance.now(), moving = true;
  const frame = (now) => {
    took.push(now - last);
    last = now;
    if (moving) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  map.panBy([120, 0], { duration: 1500, easing: (t) => t });
  await new Promise((done) => map.once("moveend", done));
  moving = false;
  return took.sort((a, b) => a - b)[Math.floor(took.length / 2)];
}"""


def drawn(page: Any) -> None:
    """Measure on a page that shows the map, and print."""
    print(f"{'zoom':>4} {'marks':>6} {'kB':>7} {'ms to rest':>11} {'ms a frame':>11} {'without':>8}")
    for zoom in ZOOMS:
        rest, marks, size = page.evaluate(JUMP, [zoom, CENTRE])
        frames = [page.evaluate(GLIDE, empty) for empty in (False, True)]
        print(f"{zoom:4} {marks:6} {size / 1000:7.1f} {rest:11.0f} {frames[0]:11.0f} {frames[1]:8.0f}", flush=True)


def main(given: Sequence[str] | None = None) -> None:
    """Serve the ledger, open its first page, measure."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", type=Path, required=True, help="a SQLite ledger that is there")
    options, port = parser.parse_args(given), free_port()
    warmonitor = str(Path(sys.executable).parent / "warmonitor")
    command = [warmonitor, "serve", "--ledger", str(options.ledger), "--port", str(port)]
    with served(command, port) as (client, _), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = chromium.new_page(viewport={"width": 1366, "height": 850})
        begun = time.monotonic()
        page.goto(str(client.base_url))
        while not page.evaluate(READY):
            if time.monotonic() - begun > PATIENCE:
                raise SystemExit("the map does not come up: make pages")
            time.sleep(0.02)
        print(f"the map is filled {time.monotonic() - begun:.1f} s after the first page was asked for")
        page.locator("#map").scroll_into_view_if_needed()
        drawn(page)
        chromium.close()


if __name__ == "__main__":
    main()
