"use strict";
const all = [...document.querySelectorAll("#incidents details")];
const words = document.getElementById("words"), shown = document.getElementById("shown");
const picked = { spot: null, bar: null };

function inside(one, spot) {
  const [south, west, north, east] = spot.dataset.box.split(" ").map(Number), lat = +one.dataset.lat, lon = +one.dataset.lon;
  return one.dataset.lat && lat >= south && lat < north && lon >= west && lon < east;
}

function fits(one) {
  const wanted = words.value.trim().toLowerCase();
  return (!picked.spot || inside(one, picked.spot))
    && (!picked.bar || (one.dataset.day || "").startsWith(picked.bar.dataset.day))
    && (!wanted || one.textContent.toLowerCase().includes(wanted));
}

function show() {
  let count = 0;
  for (const one of all) count += !(one.hidden = !fits(one));
  shown.textContent = `${count} of ${all.length} incidents shown`;
}

function pick(kind, target) {
  if (picked[kind]) picked[kind].setAttribute("aria-pressed", "false");
  picked[kind] = picked[kind] === target ? null : target;
  if (picked[kind]) picked[kind].setAttribute("aria-pressed", "true");
  show();
}

for (const kind of ["spot", "bar"]) {
  for (const target of document.querySelectorAll("." + kind)) {
    target.addEventListener("click", () => pick(kind, target));
    target.addEventListener("keydown", (press) => {
      if (press.key === "Enter" || press.key === " ") { press.preventDefault(); pick(kind, target); }
    });
  }
}
words.addEventListener("input", show);
document.getElementById("clear").addEventListener("click", () => {
  words.value = "";
  for (const kind of ["spot", "bar"]) if (picked[kind]) pick(kind, picked[kind]);
  show();
});

const map = document.querySelector("#map svg");
const whole = map.getAttribute("viewBox").split(" ").map(Number);
let view = [...whole];

function look(next) {
  view = next;
  map.setAttribute("viewBox", view.join(" "));
  const scale = view[2] / whole[2];
  for (const spot of map.querySelectorAll(".spot")) spot.setAttribute("r", spot.dataset.r * scale);
}

function zoom(by, x = view[0] + view[2] / 2, y = view[1] + view[3] / 2) {
  const width = Math.min(whole[2], view[2] * by), ratio = width / view[2];
  look([x - (x - view[0]) * ratio, y - (y - view[1]) * ratio, width, view[3] * ratio]);
}

function at(event) {
  const box = map.getBoundingClientRect();
  return [view[0] + (event.clientX - box.left) / box.width * view[2], view[1] + (event.clientY - box.top) / box.height * view[3]];
}

document.getElementById("nearer").addEventListener("click", () => zoom(1 / 1.6));
document.getElementById("farther").addEventListener("click", () => zoom(1.6));
document.getElementById("whole").addEventListener("click", () => look([...whole]));
let grip = null;
map.addEventListener("pointerdown", (event) => { grip = at(event); });
window.addEventListener("pointerup", () => { grip = null; });
map.addEventListener("pointermove", (event) => {
  if (!grip) return;
  const [x, y] = at(event);
  look([view[0] + grip[0] - x, view[1] + grip[1] - y, view[2], view[3]]);
});

function open() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && target.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); }
}
window.addEventListener("hashchange", open);
show();
open();
