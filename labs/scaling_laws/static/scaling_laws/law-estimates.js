import { svg } from "../js/chart/svg.js";
import { whenChanged } from "../js/chart/watch.js";
import { logarithmic } from "../js/chart/scale.js";

const WIDTH = 120;
const HEIGHT = 20;
const LEAST_REACH = 1.02;

/** Draws each interval as a whisker about the fitted value, all on one scale of ratios. */
class LawEstimates extends HTMLElement {
  connectedCallback() {
    const slots = this.querySelectorAll(".law-fitted, .law-intervals");
    this.stop = whenChanged(slots, () => this.#draw());
    this.#draw();
  }

  disconnectedCallback() {
    this.stop?.();
  }

  #draw() {
    const found = [...this.querySelectorAll(".law-interval")].flatMap((row) => this.#ratios(row));
    const reach = Math.max(LEAST_REACH, ...found.flatMap(({ low, high }) => [1 / low, high]));
    const x = logarithmic([1 / reach, reach], [5, WIDTH - 5]);
    for (const { place, low, high } of found) place.replaceChildren(whisker(x, low, high));
  }

  /** @param {Element} row @returns {{place: Element, low: number, high: number}[]} */
  #ratios(row) {
    const place = row.querySelector(".whisker");
    const name = [...row.classList].find((each) => each.startsWith("of-"));
    const value = Number(this.querySelector(`.law-values .${name} data`)?.getAttribute("value"));
    const [low, high] = [...row.querySelectorAll("data")].map((each) => Number(each.value) / value);
    return place && low > 0 && Number.isFinite(high) ? [{ place, low, high }] : [];
  }
}

/** @param {import("../js/chart/scale.js").Scale} x @param {number} low @param {number} high */
function whisker(x, low, high) {
  const middle = HEIGHT / 2;
  return svg("svg", { width: WIDTH, height: HEIGHT, "aria-hidden": "true" },
    svg("line", { class: "rail", x1: x.range[0], x2: x.range[1], y1: middle, y2: middle }),
    svg("line", { class: "reach", x1: x.at(low), x2: x.at(high), y1: middle, y2: middle }),
    svg("circle", { cx: x.at(1), cy: middle, r: 3.5 }));
}

customElements.define("law-estimates", LawEstimates);
