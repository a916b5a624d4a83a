import { svg } from "../js/chart/svg.js";

/**
 * The empty frames that the pictures are drawn into.
 * @param {HTMLElement} host
 */
export function frames(host) {
  const curve = division("picture");
  const canvas = drawing("Loss against training compute, one point a run");
  const readout = document.createElement("p");
  const panes = division("panes");
  const surface = pane("The loss of every size and amount of data", "Contours of the law’s loss over tokens and parameters, with every run");
  const profiles = pane("The same budgets, spent on other sizes", "Loss against parameters at fixed budgets: parabolas, the law, and every run");
  readout.className = "readout";
  curve.append(canvas);
  panes.append(surface.figure, profiles.figure);
  host.replaceChildren(curve, readout, panes);
  return { host, curve, canvas, readout, surface, profiles };
}

/**
 * A captioned figure, to be drawn in once it comes near.
 * @typedef {{figure: HTMLElement, host: HTMLElement, canvas: SVGElement, key: HTMLElement}} PaneFrame
 */

/** @param {string} words @param {string} label @returns {PaneFrame} */
function pane(words, label) {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  const [host, key] = [division("picture"), document.createElement("span")];
  const canvas = drawing(label);
  caption.textContent = words;
  key.className = "pane-key";
  host.append(canvas);
  figure.append(caption, key, host);
  return { figure, host, canvas, key };
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

/** @param {SVGElement} canvas @param {number} width @param {number} height @param {SVGElement[]} marks */
export function paint(canvas, width, height, marks) {
  canvas.setAttribute("viewBox", `0 0 ${width} ${height}`);
  canvas.setAttribute("width", String(width));
  canvas.setAttribute("height", String(height));
  canvas.replaceChildren(...marks);
}
