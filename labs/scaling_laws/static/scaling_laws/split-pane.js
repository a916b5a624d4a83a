import { footAxis, sideAxis } from "../js/chart/axis.js";
import { figures, human, short, superscript, tenTo } from "../js/chart/number.js";
import { band, line } from "../js/chart/path.js";
import { logarithmic } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";
import { logTicks } from "../js/chart/ticks.js";
import { exponent, FLOP, hasOptimum, optimum } from "./law.js";

/** @typedef {import("./law.js").Law} Law */
/** @typedef {import("../js/chart/path.js").Place} Place */

export const HEIGHT = 260;
const FOOT = HEIGHT - 44;
const TOP = 14;
const SIDE = 50;
const BELOW_THE_COURSE = 32;
const ROOM_FOR_VALUE = 56;

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
  const whole = (/** @type {number} */ tick) => tenTo(Math.round(Math.log10(tick)));
  const shown = fan.filter(({ compute }) => compute >= range[0] && compute <= range[1]);
  const sizes = (/** @type {"parametersLow" | "parametersHigh"} */ side) => shown.map((each) => /** @type {Place} */ ([x.at(each.compute), y.at(each[side])]));
  const tokens = (/** @type {"parametersLow" | "parametersHigh"} */ side) => shown.map((each) => /** @type {Place} */ ([x.at(each.compute), y.at(each.compute / FLOP / each[side])]));
  const growth = exponent(law);
  return [
    footAxis({ scale: x, ticks: logTicks(x.domain, 5), format: whole }, { top: TOP, foot: FOOT }),
    sideAxis({ scale: y, ticks: logTicks(y.domain, 6), format: short }, { left: SIDE, right: width - 8 }),
    svg("text", { class: "title is-compute", x: width - 8, y: FOOT + 38, "text-anchor": "end" }, "training compute, FLOP"),
    svg("path", { class: "fan is-tokens", d: band(tokens("parametersLow"), tokens("parametersHigh")) }),
    svg("path", { class: "fan is-parameters", d: band(sizes("parametersHigh"), sizes("parametersLow")) }),
    ...(seen && hasOptimum(seen) ? foretold(x, y, seen) : []),
    ...minima.map(({ approach, compute, parameters }) =>
      svg("circle", { class: `minimum minimum-${approach}`, cx: x.at(compute), cy: y.at(parameters), r: 3 })),
    ...course(x, y, law, "tokens", edge),
    ...course(x, y, law, "parameters", edge),
    label(x, y, law, "tokens", `tokens grow as C${superscriptOf(1 - growth)}`, 0.5),
    label(x, y, law, "parameters", `parameters as C${superscriptOf(growth)}`, 0.42),
    ...(budget ? marks(x, y, law, budget) : []),
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
 * @param {import("../js/chart/scale.js").Scale} x @param {import("../js/chart/scale.js").Scale} y
 * @param {Law} law @param {"parameters" | "tokens"} what @param {string} words @param {number} share
 */
function label(x, y, law, what, words, share) {
  const px = x.range[0] + share * (x.range[1] - x.range[0]);
  const py = y.at(optimum(law, x.value(px))[what]);
  const above = what === "tokens";
  return svg("text", { class: `name is-${what}`, x: px + (above ? -10 : 8), y: py + (above ? -10 : 20), "text-anchor": above ? "end" : "start" }, words);
}

/**
 * @param {import("../js/chart/scale.js").Scale} x @param {import("../js/chart/scale.js").Scale} y
 * @param {Law} law @param {number} budget
 */
function marks(x, y, law, budget) {
  const best = optimum(law, budget);
  const left = x.at(budget);
  const below = (/** @type {string} */ what) => (what === "tokens" ? -9 : BELOW_THE_COURSE);
  const [aside, anchor] = left - x.range[0] < ROOM_FOR_VALUE ? [9, "start"] : [-9, "end"];
  return [
    svg("line", { class: "drop", x1: left, x2: left, y1: TOP, y2: FOOT }),
    ...(/** @type {const} */ (["tokens", "parameters"])).flatMap((what) => [
      svg("circle", { class: `mark is-${what}`, cx: left, cy: y.at(best[what]), r: 4.5 }),
      svg("text", { class: `value is-${what}`, x: left + aside, y: y.at(best[what]) + (aside > 0 ? 20 : below(what)), "text-anchor": anchor }, human(best[what])),
    ]),
  ];
}
