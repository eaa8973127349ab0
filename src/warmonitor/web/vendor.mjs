// Copies the front-end parts from node_modules to static/vendor and draws the base map, so that pages ask no other server.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { feature, mesh } from "topojson-client";

const here = dirname(fileURLToPath(import.meta.url));
const parts = join(here, "..", "..", "..", "node_modules");
const vendor = join(here, "static", "vendor");
const atlas = createRequire(import.meta.url)("world-atlas/countries-50m.json");

const FILES = {
  "maplibre-gl/dist/maplibre-gl-csp.js": "maplibre.js",
  "maplibre-gl/dist/maplibre-gl-csp-worker.js": "maplibre-worker.js",
  "maplibre-gl/dist/maplibre-gl.css": "maplibre.css",
  "maplibre-gl/LICENSE.txt": "maplibre.LICENSE.txt",
  "htmx.org/dist/htmx.min.js": "htmx.js",
  "htmx.org/LICENSE": "htmx.LICENSE.txt",
  "uplot/dist/uPlot.esm.js": "uplot.js",
  "uplot/dist/uPlot.min.css": "uplot.css",
  "uplot/LICENSE": "uplot.LICENSE.txt",
  "pmtiles/dist/pmtiles.js": "pmtiles.js",
};

// About 100 m is finer than a 50m outline is; it halves the file.
const rounded = (value) => (Array.isArray(value) ? value.map(rounded) : Math.round(value * 1000) / 1000);

function drawn(geometry, properties = {}) {
  return { type: "Feature", properties, geometry: { ...geometry, coordinates: rounded(geometry.coordinates) } };
}

const doubled = (ring) => ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0);

// A label stands at the middle of a country's largest polygon: overseas parts would drag a plain mean out to sea.
function label(country) {
  const polygons = country.geometry.type === "Polygon" ? [country.geometry.coordinates] : country.geometry.coordinates;
  const [ring] = polygons.reduce((a, b) => (Math.abs(doubled(a[0])) > Math.abs(doubled(b[0])) ? a : b));
  const area = doubled(ring);
  const middle = [0, 1].map((axis) =>
    ring.slice(1).reduce((sum, p, i) => sum + (ring[i][axis] + p[axis]) * (ring[i][0] * p[1] - p[0] * ring[i][1]), 0) / (3 * area));
  return drawn({ type: "Point", coordinates: middle }, { name: country.properties.name, size: Math.round(Math.sqrt(Math.abs(area)) * 10) / 10 });
}

rmSync(vendor, { recursive: true, force: true });
mkdirSync(vendor, { recursive: true });
for (const [from, to] of Object.entries(FILES)) copyFileSync(join(parts, from), join(vendor, to));
// A source map is a second request for nobody.
for (const name of ["maplibre.js", "maplibre-worker.js", "pmtiles.js"]) {
  const path = join(vendor, name);
  writeFileSync(path, readFileSync(path, "utf8").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
}
const { countries, land } = atlas.objects;
const collection = (features) => JSON.stringify({ type: "FeatureCollection", features });
writeFileSync(join(vendor, "land.json"), collection(feature(atlas, land).features.map((f) => drawn(f.geometry))));
writeFileSync(join(vendor, "borders.json"), collection([drawn(mesh(atlas, countries, (a, b) => a !== b))]));
writeFileSync(join(vendor, "labels.json"), collection(feature(atlas, countries).features.filter((f) => f.geometry).map(label)));
