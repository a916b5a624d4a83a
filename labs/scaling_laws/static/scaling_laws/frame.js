import { svg } from "../js/chart/svg.js";

/**
 * The empty frames that the pictures are drawn into.
 * @param {Element} host
 */
export function frames(host) {
  const curve = division("picture");
  const canvas = drawing("Loss against training compute, one point a run");
  const readout = document.createElement("p");
  const best = drawing("How the best size and the best amount of data grow with compute");
  const valley = drawing("The loss of every way to spend the budget");
  const pair = division("picture-pair");
  readout.className = "readout";
  curve.append(canvas);
  pair.append(captioned("The best split of compute", best), captioned("Every way to spend this budget", valley));
  host.replaceChildren(curve, readout, pair);
  return { host, curve, canvas, readout, best, valley };
}

/** @param {string} label */
function drawing(label) {
  return svg("svg", { role: "img", "aria-label": label });
}

/** @param {string} name */
function division(name) {
  const element = document.createElement("div");
  element.className = name;
  return element;
}

/** @param {string} words @param {SVGElement} picture */
function captioned(words, picture) {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  const key = document.createElement("span");
  key.className = "second-law is-held-out";
  key.textContent = "by the smaller runs alone";
  caption.append(words, key);
  figure.append(caption, picture);
  return figure;
}

/** @param {SVGElement} canvas @param {number} width @param {number} height @param {SVGElement[]} marks */
export function paint(canvas, width, height, marks) {
  canvas.setAttribute("viewBox", `0 0 ${width} ${height}`);
  canvas.setAttribute("width", String(width));
  canvas.setAttribute("height", String(height));
  canvas.replaceChildren(...marks);
}
