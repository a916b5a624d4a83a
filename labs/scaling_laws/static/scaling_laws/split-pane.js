import { footAxis, sideAxis } from "../js/chart/axis.js";
import { figures, human, short, superscript, tenfold } from "../js/chart/number.js";
import { band, line } from "../js/chart/path.js";
import { logarithmic } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";
import { logTicks } from "../js/chart/ticks.js";
import { Labels } from "./labels.js";
import { exponent, FLOP, hasOptimum, optimum } from "./law.js";

/** @typedef {import("./law.js").Law} Law */
/** @typedef {import("../js/chart/path.js").Place} Place */

export const HEIGHT = 260;
const FOOT = HEIGHT - 44;
const TOP = 14;
const SIDE = 50;
/** Where along its course a name may stand, as shares of the width, the best first. */
const NAMED_AT = [0.5, 0.42, 0.3, 0.2, 0.6, 0.7, 0.8];

/**
 * Draw how the best size and the best amount of data grow with compute, with the bootstrap's fan.
 * @param {number} width
 * @param {Law} law
 * @param {import("./readings.js").Readings} readings
 * @param {[number, number]} range of compute
 * @param {number} budget
 */
export function drawSplit(width, law, { runs, seen, fan, minima }, range, budget) {
  const edge = runs[runs.length - 1].compute;
  const [first, last] = [optimum(law, range[0]), optimum(law, range[1])];
  const x = logarithmic(range, [SIDE, width - 8]);
  const y = logarithmic([Math.min(first.parameters, first.tokens) / 3, Math.max(last.parameters, last.tokens) * 3], [FOOT, TOP]);
  const shown = fan.filter(({ compute }) => compute >= range[0] && compute <= range[1]);
  const sizes = (/** @type {"parametersLow" | "parametersHigh"} */ side) => shown.map((each) => /** @type {Place} */ ([x.at(each.compute), y.at(each[side])]));
  const tokens = (/** @type {"parametersLow" | "parametersHigh"} */ side) => shown.map((each) => /** @type {Place} */ ([x.at(each.compute), y.at(each.compute / FLOP / each[side])]));
  const growth = exponent(law);
  const labels = new Labels({ left: SIDE, right: width, top: 0, foot: FOOT });
  if (budget) values(labels, x, y, law, budget);
  name(labels, x, y, law, "tokens", `tokens grow as C${superscriptOf(1 - growth)}`);
  name(labels, x, y, law, "parameters", `parameters as C${superscriptOf(growth)}`);
  return [
    footAxis({ scale: x, ticks: logTicks(x.domain, 5), format: tenfold }, { top: TOP, foot: FOOT }),
    sideAxis({ scale: y, ticks: logTicks(y.domain, 6), format: short }, { left: SIDE, right: width - 8 }),
    svg("text", { class: "title is-compute", x: width - 8, y: FOOT + 38, "text-anchor": "end" }, "training compute, FLOP"),
    svg("path", { class: "fan is-tokens", d: band(tokens("parametersLow"), tokens("parametersHigh")) }),
    svg("path", { class: "fan is-parameters", d: band(sizes("parametersHigh"), sizes("parametersLow")) }),
    ...(seen && hasOptimum(seen) ? foretold(x, y, seen) : []),
    ...minima.map(({ approach, compute, parameters }) =>
      svg("circle", { class: `minimum minimum-${approach}`, cx: x.at(compute), cy: y.at(parameters), r: 3 })),
    ...course(x, y, law, "tokens", edge),
    ...course(x, y, law, "parameters", edge),
    ...(budget ? marks(x, y, law, budget) : []),
    ...labels.elements,
  ];
}

/** @param {number} power */
function superscriptOf(power) {
  return superscript(figures(power, 2)).replace(".", "·");
}

/**
 * @param {import("../js/chart/scale.js").Scale} x @param {import("../js/chart/scale.js").Scale} y
 * @param {Law} law @param {"parameters" | "tokens"} what @param {number} edge
 */
function course(x, y, law, what, edge) {
  const [low, high] = x.domain;
  const split = Math.min(Math.max(edge, low), high);
  const d = (/** @type {number} */ from, /** @type {number} */ to) =>
    line([from, to].map((compute) => [x.at(compute), y.at(optimum(law, compute)[what])]));
  return [
    svg("path", { class: `course is-${what}`, d: d(low, split) }),
    svg("path", { class: `course beyond is-${what}`, d: d(split, high) }),
  ];
}

/**
 * What the smaller runs alone would have advised.
 * @param {import("../js/chart/scale.js").Scale} x @param {import("../js/chart/scale.js").Scale} y
 * @param {Law} seen
 */
function foretold(x, y, seen) {
  return (/** @type {const} */ (["tokens", "parameters"])).map((what) =>
    svg("path", { class: "course beyond is-held-out", d: line(x.domain.map((compute) => [x.at(compute), y.at(optimum(seen, compute)[what])])) }));
}

/**
 * Name a course: the one of tokens from above, the one of parameters from below.
 * @param {Labels} labels @param {import("../js/chart/scale.js").Scale} x @param {import("../js/chart/scale.js").Scale} y
 * @param {Law} law @param {"parameters" | "tokens"} what @param {string} words
 */
function name(labels, x, y, law, what, words) {
  const places = NAMED_AT.map((share) => {
    const left = x.range[0] + share * (x.range[1] - x.range[0]);
    const top = y.at(optimum(law, x.value(left))[what]);
    return what === "tokens" ? { x: left - 10, y: top - 14, anchor: /** @type {const} */ ("end") } : { x: left + 8, y: top + 16 };
  });
  labels.put(words, places, `name is-${what}`);
}

/**
 * What the budget buys, beside its two marks.
 * @param {Labels} labels @param {import("../js/chart/scale.js").Scale} x @param {import("../js/chart/scale.js").Scale} y
 * @param {Law} law @param {number} budget
 */
function values(labels, x, y, law, budget) {
  const best = optimum(law, budget);
  const left = x.at(budget);
  for (const what of /** @type {const} */ (["tokens", "parameters"])) {
    const top = y.at(best[what]);
    const before = { x: left - 9, y: top + (what === "tokens" ? -13 : 28), anchor: /** @type {const} */ ("end") };
    const after = { x: left + 9, y: top + 16 };
    labels.put(human(best[what]), [before, after], `value is-${what}`);
  }
}

/**
 * @param {import("../js/chart/scale.js").Scale} x @param {import("../js/chart/scale.js").Scale} y
 * @param {Law} law @param {number} budget
 */
function marks(x, y, law, budget) {
  const best = optimum(law, budget);
  const left = x.at(budget);
  return [
    svg("line", { class: "drop", x1: left, x2: left, y1: TOP, y2: FOOT }),
    ...(/** @type {const} */ (["tokens", "parameters"])).map((what) =>
      svg("circle", { class: `mark is-${what}`, cx: left, cy: y.at(best[what]), r: 4.5 })),
  ];
}
