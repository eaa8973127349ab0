// The timeline to look into: the range under the pointer, and a stretch drawn across it becomes the period asked for.
import uPlot from "../vendor/uplot.js";
import { colour, faint } from "./colours.js";

function days(label) {
  return Date.parse(label.length === 7 ? `${label}-01` : label) / 1000;
}

function rowsOf(section) {
  return [...section.querySelectorAll("[data-series] tbody tr")].map((row) => {
    const [label, low, high] = [...row.cells].map((cell) => cell.textContent.trim());
    return { label, low: +low, high: high === "open" ? +low : +high, open: high === "open" };
  });
}

function ask(step, from, to) {
  const url = new URL(location.href);
  const cut = (seconds) => new Date(seconds * 1000).toISOString().slice(0, step === "month" ? 7 : 10);
  url.searchParams.set("since", cut(from));
  url.searchParams.set("until", cut(to));
  url.searchParams.delete("by");
  location.assign(url);
}

function draw(place) {
  const section = place.closest("section");
  const rows = rowsOf(section);
  if (rows.length < 2) return;
  const step = place.dataset.timeline;
  place.replaceChildren();
  place.hidden = false;
  place.classList.add("timeline-plot");
  section.querySelector(".timeline-still").hidden = true;
  const bars = uPlot.paths.bars({ size: [0.78, 26, 1.5], align: 0 });
  const axis = { stroke: colour("soft"), grid: { stroke: colour("line"), width: 1 }, ticks: { show: false }, font: "11px system-ui" };
  const series = (label, fill) => ({ label, fill, stroke: "transparent", width: 0, paths: bars, points: { show: false } });
  const name = new Map(rows.map((r) => [days(r.label), r.label]));
  // Only labels that leave room for each other: rows without harm are not in the table, so steps are uneven.
  const spaced = (u) => {
    let last = -Infinity;
    return [...name.keys()].filter((seconds) => {
      const x = u.valToPos(seconds, "x");
      const fits = x - last > 72;
      if (fits) last = x;
      return fits;
    });
  };
  const plot = new uPlot({
    width: place.clientWidth, height: 220, tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
    cursor: { drag: { x: true, y: false, setScale: false }, points: { show: false } },
    scales: { x: { time: true }, y: { range: (_, low, high) => [0, Math.max(2, high * 1.05)] } },
    axes: [{ ...axis, grid: { show: false }, splits: spaced, values: (_, at) => at.map((seconds) => name.get(seconds)) }, { ...axis, size: 46 }],
    series: [
      { label: step, value: (_, v, __, i) => (i == null ? "" : rows[i].label) },
      { ...series("highest", faint("killed", 0.28)), value: (_, v, __, i) => (i == null ? "" : rows[i].open ? "open" : v) },
      series("lowest", colour("killed")),
    ],
    hooks: { setSelect: [(u) => u.select.width > 4 && ask(step, u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x"))] },
  }, [rows.map((r) => days(r.label)), rows.map((r) => r.high), rows.map((r) => r.low)], place);
  new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: 220 })).observe(place);
}

const all = (part) => [...part.querySelectorAll("[data-timeline]")].forEach(draw);
all(document);
document.addEventListener("htmx:load", (event) => event.target !== document.body && all(event.target));
document.addEventListener("theme", () => all(document));
