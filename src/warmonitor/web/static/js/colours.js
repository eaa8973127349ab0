// The stylesheet's colours for canvases, as the theme at hand has them.
export function colour(name) {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

export function faint(name, alpha) {
  return colour(name).replace(/^rgb\(/, "rgba(").replace(/\)$/, `, ${alpha})`);
}
