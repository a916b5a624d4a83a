import { figures } from "../js/chart/number.js";
import { logarithmic } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";
import { whenChanged } from "../js/chart/watch.js";

/** In percent of the width that the whisker is given. */
const SPAN = /** @type {[number, number]} */ ([5, 95]);
const LEAST_REACH = 1.02;
/** Past a decade a constant is not told, and its whisker runs off the scale. */
const MOST_REACH = 10;

/**
 * One interval as ratios to the fitted value, and what else is marked on its whisker.
 * @typedef {{place: Element, low: number, high: number, truth: number, published: number}} Estimate
 */

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
    const reaches = found.flatMap(({ low, high, truth, published }) => [1 / low, high, truth, 1 / truth, published, 1 / published]);
    const reach = Math.min(MOST_REACH, Math.max(LEAST_REACH, ...reaches.filter((each) => each > 0)));
    const x = logarithmic([1 / reach, reach], SPAN);
    for (const each of found) each.place.replaceChildren(whisker(x, each));
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

  /** @param {Element} row @returns {Estimate[]} */
  #ratios(row) {
    const place = row.querySelector(".whisker");
    const name = [...row.classList].find((each) => each.startsWith("of-"));
    const value = Number(this.querySelector(`.law-values .${name} data`)?.getAttribute("value"));
    const beside = (/** @type {"truth" | "published"} */ what) => {
      const known = this.querySelector(`.law-values .${name} [data-${what}]`)?.getAttribute(`data-${what}`);
      return known ? Number(known) / value : NaN;
    };
    const ends = [...row.querySelectorAll("data")].map((each) => Number(each.value) / value);
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    return place && high > 0 && Number.isFinite(high) ? [{ place, low, high, truth: beside("truth"), published: beside("published") }] : [];
  }
}

/**
 * @param {import("../js/chart/scale.js").Scale} x
 * @param {Estimate} estimate
 */
function whisker(x, { low, high, truth, published }) {
  const at = (/** @type {number} */ ratio) => `${Math.min(Math.max(ratio > 0 ? x.at(ratio) : 0, 0), 100).toFixed(2)}%`;
  const tick = (/** @type {string} */ name, /** @type {number} */ ratio) =>
    Number.isFinite(ratio) ? [svg("line", { class: name, x1: at(ratio), x2: at(ratio), y1: "0", y2: "100%" })] : [];
  return svg("svg", { "aria-hidden": "true" },
    ...tick("true", Number.isFinite(truth) ? truth : 1),
    ...tick("published", published),
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
