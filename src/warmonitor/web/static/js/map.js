// The map: our own outlines, the incidents as marks (a point where the place is known, a soft area where only the region
// is), a number where several lie together. The server gathers them by zoom, so a big book costs the browser no more.
import { colour } from "./colours.js";

const HUES = { air_strike: "killed", drone_strike: "killed", shelling: "injured", bombing: "injured", suicide_bombing: "injured", battle: "missing", shooting: "missing" };
const KM = { 3: 15, 4: 50, 5: 100, 6: 200, 7: 60 };
const MOVING = 180;

function hatch(ink) {
  const size = 8;
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const pen = canvas.getContext("2d");
  pen.strokeStyle = ink;
  pen.globalAlpha = 0.5;
  pen.beginPath();
  for (const x of [-size, 0, size]) {
    pen.moveTo(x, size);
    pen.lineTo(x + size, 0);
  }
  pen.stroke();
  return pen.getImageData(0, 0, size, size);
}

function hue() {
  const pairs = Object.entries(HUES).flatMap(([event, name]) => [event, colour(name)]);
  return ["match", ["get", "event"], ...pairs, colour("facility")];
}

// A rough place's radius in pixels: kilometres at the equator, doubling with each zoom; never so small that it looks exact.
function reach() {
  const km = ["match", ["get", "precision"], ...Object.entries(KM).flatMap(([p, n]) => [+p, n]), 30];
  const at = (zoom) => ["max", 18, ["*", km, (512 * 2 ** zoom) / 40075]];
  return ["interpolate", ["exponential", 2], ["zoom"], 0, at(0), 14, at(14)];
}

function style(tiles) {
  const source = (file) => ({ type: "geojson", data: file });
  const sources = {
    land: source("/static/vendor/land.json"), borders: source("/static/vendor/borders.json"), labels: source("/static/vendor/labels.json"),
    disputed: source("/static/disputed.json"), spots: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
  };
  const layers = [
    { id: "sea", type: "background", paint: { "background-color": colour("sea") } },
    { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("land") } },
  ];
  if (tiles) {
    sources.tiles = { type: "raster", tileSize: 256, ...(tiles.endsWith(".pmtiles") ? { url: `pmtiles://${new URL("/tiles.pmtiles", location)}` } : { tiles: [tiles] }) };
    layers.push({ id: "tiles", type: "raster", source: "tiles" });
  }
  const names = { "text-field": ["get", "name"], "text-size": 11, "text-font": ["sans-serif"], "text-max-width": 8 };
  const ink = { "text-color": colour("soft"), "text-halo-color": colour("land"), "text-halo-width": 1.2 };
  const point = ["!", ["get", "rough"]];
  const size = ["interpolate", ["linear"], ["sqrt", ["max", 1, ["get", "killed"]]], 1, 5, 5, 9, 20, 18, 100, 30];
  layers.push(
    { id: "borders", type: "line", source: "borders", paint: { "line-color": colour("border"), "line-width": 0.8 } },
    { id: "disputed", type: "fill", source: "disputed", paint: { "fill-pattern": "hatch" } },
    { id: "disputed-edge", type: "line", source: "disputed", paint: { "line-color": colour("rule"), "line-width": 1, "line-dasharray": [3, 2] } },
    { id: "labels", type: "symbol", source: "labels", minzoom: 2.5, layout: names, paint: ink, filter: [">", ["get", "size"], ["step", ["zoom"], 12, 4, 4, 5, 0]] },
    { id: "rough", type: "circle", source: "spots", filter: ["get", "rough"], paint: { "circle-radius": reach(), "circle-blur": 0.9, "circle-color": hue(), "circle-opacity": 0.45 } },
    { id: "exact", type: "circle", source: "spots", filter: point, paint: { "circle-radius": size, "circle-color": hue(), "circle-opacity": 0.78, "circle-stroke-color": colour("sheet"), "circle-stroke-width": 1.2 } },
    { id: "places", type: "symbol", source: "spots", minzoom: 5.5, filter: ["all", point, ["==", ["get", "n"], 1]], layout: { "text-field": ["get", "place"], "text-size": 11, "text-font": ["sans-serif"], "text-anchor": "top", "text-offset": [0, 0.9], "text-optional": true }, paint: { ...ink, "text-color": colour("ink") } },
    { id: "numbers", type: "symbol", source: "spots", filter: [">", ["get", "n"], 1], layout: { "text-field": ["to-string", ["get", "n"]], "text-size": 11, "text-font": ["sans-serif"], "text-allow-overlap": true }, paint: { "text-color": colour("sheet"), "text-halo-color": colour("facility"), "text-halo-width": 1.4 } },
  );
  return { version: 8, sources, layers };
}

// Built of nodes, never of markup: names come from reports.
function told(spot) {
  const box = document.createElement("div");
  const link = document.createElement("a");
  const where = new URLSearchParams(document.getElementById("map").dataset.query.slice(1));
  if (spot.ref) link.href = `/incidents/${encodeURIComponent(spot.ref)}`;
  else {
    const [west, south, east, north] = JSON.parse(spot.box);
    const edge = 0.0005;
    where.set("box", [west - edge, south - edge, east + edge, north + edge].map((n) => n.toFixed(4)).join(","));
    link.href = `/incidents?${where}`;
  }
  link.textContent = `${spot.kind}${spot.place ? `, ${spot.place}` : ""}`;
  const line = document.createElement("div");
  line.textContent = `${spot.killed}${spot.open ? " or more" : ""} killed${spot.rough ? "; only the region is known" : ""}`;
  box.append(link, line);
  return box;
}

function start(place) {
  const { maplibregl } = window;
  maplibregl.setWorkerUrl("/static/vendor/maplibre-worker.js");
  if (window.pmtiles) maplibregl.addProtocol("pmtiles", new window.pmtiles.Protocol().tile);
  place.replaceChildren();
  const map = new maplibregl.Map({
    container: place, style: style(place.dataset.tiles), center: [38, 30], zoom: 2.5, maxZoom: 14, dragRotate: false, pitchWithRotate: false, cooperativeGestures: true, renderWorldCopies: false,
    attributionControl: { compact: false, customAttribution: "Natural Earth · GeoNames CC BY" },
  });
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl(), "bottom-left");
  map.on("styleimagemissing", ({ id }) => id === "hatch" && map.addImage("hatch", hatch(colour("rule"))));
  const ask = new URLSearchParams(place.dataset.query.slice(1));
  let asked = "";
  let waiting;
  async function fill() {
    const seen = map.getBounds();
    const pad = [(seen.getEast() - seen.getWest()) / 4, (seen.getNorth() - seen.getSouth()) / 4];
    const grain = 2 ** (3 - Math.round(map.getZoom()));
    const round = (n, up) => (up ? Math.ceil(n / grain) : Math.floor(n / grain)) * grain;
    const view = [round(seen.getWest() - pad[0]), round(Math.max(-90, seen.getSouth() - pad[1])), round(seen.getEast() + pad[0], true), round(Math.min(90, seen.getNorth() + pad[1]), true)];
    ask.set("zoom", Math.round(map.getZoom()));
    ask.set("view", view.join(","));
    if (asked === `${ask}`) return;
    asked = `${ask}`;
    const answer = await fetch(`/map.json?${ask}`);
    if (!answer.ok || asked !== `${ask}`) return;
    const found = await answer.json();
    map.getSource("spots")?.setData(found);
    if (!place.dataset.filled && found.bbox) {
      // The first answer says where everything lies; the map goes there and asks again for what it then shows.
      map.fitBounds([found.bbox.slice(0, 2), found.bbox.slice(2)], { padding: 48, maxZoom: 7, animate: false });
    }
    place.dataset.filled = "yes";
  }
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(fill, MOVING);
  };
  map.on("load", fill);
  map.on("moveend", soon);
  for (const layer of ["exact", "rough"]) {
    map.on("click", layer, (event) => {
      const [spot] = event.features;
      new maplibregl.Popup({ closeButton: true, maxWidth: "18rem" }).setLngLat(spot.geometry.coordinates).setDOMContent(told(spot.properties)).addTo(map);
    });
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
  const area = document.querySelector("[data-area]");
  area.hidden = false;
  area.addEventListener("click", () => {
    const seen = map.getBounds();
    const within = (degrees, most) => Math.max(-most, Math.min(most, degrees)).toFixed(3);
    const where = new URLSearchParams(place.dataset.query.slice(1));
    where.set("box", [within(seen.getWest(), 180), within(seen.getSouth(), 90), within(seen.getEast(), 180), within(seen.getNorth(), 90)].join(","));
    location.assign(`/?${where}`);
  });
  document.addEventListener("theme", () => {
    asked = "";
    map.setStyle(style(place.dataset.tiles));
    map.once("styledata", () => map.addImage("hatch", hatch(colour("rule"))));
    map.once("idle", fill);
  });
  return map;
}

function all(part) {
  const place = part.querySelector("#map");
  // Kept by name, for whoever wants to ask the map something from the console, and for the tests.
  if (place) window.warmonitorMap = start(place);
}
all(document);
document.addEventListener("htmx:load", (event) => event.target !== document.body && all(event.target));
