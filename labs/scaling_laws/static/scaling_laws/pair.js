import { footAxis, sideAxis } from "../js/chart/axis.js";
import { figures, human, short, superscript, tenTo } from "../js/chart/number.js";
import { band, line } from "../js/chart/path.js";
import { linear, logarithmic } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";
import { linearTicks, logTicks } from "../js/chart/ticks.js";
import { exponent, FLOP, hasOptimum, nearlyBest, optimum, predictAt, spread } from "./law.js";

/** @typedef {import("./law.js").Law} Law */
/** @typedef {import("../js/chart/path.js").Place} Place */

const HEIGHT = 260;
const FOOT = HEIGHT - 44;
const TOP = 14;
const SIDE = 44;
const FLAT = 0.01;
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
export function drawBest(width, law, { runs, seen, fan }, range, budget) {
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

/**
 * Draw every way to spend one budget: the loss of small models on much data, to large ones on little.
 * @param {number} width
 * @param {Law} law of all runs
 * @param {Law | null} seen the law of the smaller runs alone
 * @param {number} budget
 */
export function drawValley(width, law, seen, budget) {
  const best = optimum(law, budget);
  const [small, large] = nearlyBest(law, budget, FLAT);
  const reach = nearlyBest(law, budget, 0.14);
  const x = logarithmic([reach[0], reach[1]], [SIDE, width - 8]);
  const y = linear([best.loss * 0.955, best.loss * 1.145], [FOOT, TOP]);
  const floor = y.at(best.loss * (1 + FLAT));
  const course = (/** @type {Law} */ each) => line(spread([reach[0], reach[1]], 80)
    .map((size) => /** @type {Place} */ ([x.at(size), y.at(predictAt(each, size, budget))]))
    .filter(([, height]) => height >= TOP && height <= FOOT));
  return [
    footAxis({ scale: x, ticks: logTicks(x.domain, width < 340 ? 4 : 6), format: short }, { top: TOP, foot: FOOT }),
    sideAxis({ scale: y, ticks: linearTicks(y.domain, 4), format: (tick) => figures(tick, 3) }, { left: SIDE, right: width - 8 }),
    svg("text", { class: "title is-parameters", x: width - 8, y: FOOT + 38, "text-anchor": "end" }, "parameters"),
    ...(seen ? [svg("path", { class: "valley beyond is-held-out", d: course(seen) })] : []),
    svg("path", { class: "valley is-loss", d: course(law) }),
    svg("path", { class: "flat", d: line([[x.at(small), floor], [x.at(large), floor]]) }),
    svg("line", { class: "drop", x1: x.at(best.parameters), x2: x.at(best.parameters), y1: y.at(best.loss), y2: FOOT }),
    svg("circle", { class: "mark is-loss", cx: x.at(best.parameters), cy: y.at(best.loss), r: 4.5 }),
    svg("text", { class: "value is-parameters", x: x.at(best.parameters) + 8, y: FOOT - 8 }, human(best.parameters)),
    svg("text", { class: "title is-loss", x: 0, y: FOOT + 38 }, `${human(small, 2)} to ${human(large, 2)} lose less than 1\u202f%`),
  ];
}
