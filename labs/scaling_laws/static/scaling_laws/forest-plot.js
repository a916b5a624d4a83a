import { figures } from "../js/chart/number.js";
import { linear } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";
import { linearTicks } from "../js/chart/ticks.js";
import { whenChanged, whenSized } from "../js/chart/watch.js";

/** In percent of the width of the column. */
const SPAN = /** @type {[number, number]} */ ([3, 97]);
const USUAL = [0.4, 0.8];
const TICK_ROOM = 44;

/** Draws the exponents of the three approaches on one axis, with the published values as ticks. */
class ForestPlot extends HTMLElement {
  connectedCallback() {
    const slot = /** @type {Element} */ (this.querySelector("tbody"));
    const stops = [whenChanged([slot], () => this.#draw()), whenSized(this, () => this.#draw())];
    this.stop = () => stops.forEach((stop) => stop());
    this.#draw();
  }

  disconnectedCallback() {
    this.stop?.();
  }

  #draw() {
    const published = [...this.querySelectorAll("[data-published]")].map((each) => Number(each.getAttribute("data-published")));
    const rows = [...this.querySelectorAll("tbody tr")].flatMap(told);
    const known = rows.flatMap(({ low, high }) => [low, high]).filter((each) => each > -1 && each < 2);
    const x = linear([Math.min(...USUAL, ...known), Math.max(...USUAL, ...known)], SPAN);
    for (const row of rows) row.place.replaceChildren(estimate(x, row, published));
    const axis = this.querySelector(".forest-axis");
    if (axis instanceof HTMLElement) {
      /** @type {HTMLElement} */ (axis.parentElement).hidden = rows.length === 0;
      axis.replaceChildren(scale(x, Math.floor(axis.clientWidth / TICK_ROOM)));
    }
  }
}

/** @param {Element} row */
function told(row) {
  const value = (/** @type {string} */ name) => {
    const data = row.querySelector(`[data-name="${name}"] data`);
    return data ? Number(data.getAttribute("value")) : NaN;
  };
  const [place, exponent] = [row.querySelector(".forest"), value("exponent")];
  if (!place) return [];
  const [low, high] = ["low", "high"].map((end) => (Number.isFinite(value(end)) ? value(end) : exponent));
  return [{ place, exponent, low, high }];
}

/** @param {import("../js/chart/scale.js").Scale} x @param {number} value */
function at(x, value) {
  return `${Math.min(Math.max(x.at(value), 0), 100).toFixed(2)}%`;
}

/**
 * @param {import("../js/chart/scale.js").Scale} x
 * @param {{exponent: number, low: number, high: number}} row
 * @param {number[]} published
 */
function estimate(x, { exponent, low, high }, published) {
  return svg("svg", { "aria-hidden": "true" },
    ...published.map((each) => svg("line", { class: "published", x1: at(x, each), x2: at(x, each), y1: "0", y2: "100%" })),
    svg("line", { class: "reach", x1: at(x, low), x2: at(x, high), y1: "50%", y2: "50%" }),
    svg("circle", { cx: at(x, exponent), cy: "50%", r: 4.5 }));
}

/** @param {import("../js/chart/scale.js").Scale} x @param {number} most ticks, about */
function scale(x, most) {
  return svg("svg", { "aria-hidden": "true" }, ...linearTicks(x.domain, Math.min(most, 4)).map((tick) =>
    svg("text", { class: "tick", x: at(x, tick), y: 13, "text-anchor": "middle" }, figures(tick, 2))));
}

customElements.define("forest-plot", ForestPlot);
