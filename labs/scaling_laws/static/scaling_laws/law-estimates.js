import { figures } from "../js/chart/number.js";
import { logarithmic } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";
import { whenChanged } from "../js/chart/watch.js";

/** In percent of the width that the whisker is given. */
const SPAN = /** @type {[number, number]} */ ([5, 95]);
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
    const reach = Math.max(LEAST_REACH, ...found.flatMap(({ low, high, truth }) => [1 / low, high, truth, 1 / truth]));
    const x = logarithmic([1 / reach, reach], SPAN);
    for (const { place, low, high, truth } of found) place.replaceChildren(whisker(x, low, high, truth));
    this.#scale().replaceChildren(...(found.length ? [`÷ ${figures(reach)}`, `× ${figures(reach)}`].map(span) : []));
  }

  #scale() {
    const known = this.querySelector(".whisker-scale");
    if (known) return known;
    const made = document.createElement("p");
    made.className = "whisker-scale";
    made.title = "All ranges on one scale: so many times less, or more, than the fitted value";
    this.append(made);
    return made;
  }

  /** @param {Element} row @returns {{place: Element, low: number, high: number, truth: number}[]} */
  #ratios(row) {
    const place = row.querySelector(".whisker");
    const name = [...row.classList].find((each) => each.startsWith("of-"));
    const value = Number(this.querySelector(`.law-values .${name} data`)?.getAttribute("value"));
    const known = this.querySelector(`.law-values .${name} [data-truth]`)?.getAttribute("data-truth");
    const truth = known ? Number(known) / value : 1;
    const [low, high] = [...row.querySelectorAll("data")].map((each) => Number(each.value) / value);
    return place && low > 0 && Number.isFinite(high) ? [{ place, low, high, truth }] : [];
  }
}

/**
 * @param {import("../js/chart/scale.js").Scale} x
 * @param {number} low @param {number} high @param {number} truth as ratios to the fitted value
 */
function whisker(x, low, high, truth) {
  const at = (/** @type {number} */ ratio) => `${x.at(ratio).toFixed(2)}%`;
  return svg("svg", { "aria-hidden": "true" },
    svg("line", { class: "true", x1: at(truth), x2: at(truth), y1: "0", y2: "100%" }),
    svg("line", { class: "reach", x1: at(low), x2: at(high), y1: "50%", y2: "50%" }),
    svg("circle", { cx: at(1), cy: "50%", r: 4 }));
}

/** @param {string} words */
function span(words) {
  const element = document.createElement("span");
  element.textContent = words;
  return element;
}

customElements.define("law-estimates", LawEstimates);
