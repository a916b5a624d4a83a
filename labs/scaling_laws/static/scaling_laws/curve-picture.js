import { footAxis, sideAxis } from "../js/chart/axis.js";
import { magnitude } from "../js/chart/magnitude.js";
import { figures, human, power, short, signedPercent, tenTo } from "../js/chart/number.js";
import { band, line } from "../js/chart/path.js";
import { svg } from "../js/chart/svg.js";
import { logTicks } from "../js/chart/ticks.js";
import { countAbove } from "./holdout.js";
import { hasOptimum, optimum, predictAt, spread } from "./law.js";
import { missOf } from "./scene.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./readings.js").Readings} Readings */
/** @typedef {import("./readings.js").Run} Run */
/** @typedef {import("./law.js").Law} Law */

const CURVES = { narrow: 4, wide: 7 };
const LEANEST = 0.3;
const RICHEST = 3000;
const GRIP = 22;
const BESIDE_GRIP = 28;
const ROOM_FOR_NAME = 36;

/**
 * Draw loss against compute, and beneath it how far the law misses each run.
 * @param {Scene} scene
 * @param {Readings} readings
 * @param {number} edge where the hold-out line stands, in FLOP
 * @param {number} threshold runs of more FLOP are held back
 * @param {number} budget in FLOP
 * @returns {SVGElement[]}
 */
export function drawCurve(scene, readings, edge, threshold, budget) {
  const { law } = readings;
  return [
    ...(countAbove(readings.runs, threshold) ? [shade(scene, edge)] : []),
    ...headings(scene, edge, readings.runs, threshold),
    ...axes(scene),
    ...(law ? [isoCurves(scene, readings, law)] : []),
    ...(law && hasOptimum(law) ? frontier(scene, readings, law, edge) : []),
    dots(scene, readings.runs, threshold, (run) => scene.y.at(run.loss)),
    ...(law ? [dots(scene, readings.runs, threshold, (run) => scene.miss.at(missOf(law, run)))] : []),
    ...(law && hasOptimum(law) && budget ? [spending(scene, law, budget)] : []),
  ];
}

/** @param {Scene} scene @param {number} edge */
function shade({ plot, strip, x }, edge) {
  const left = Math.min(x.at(edge), plot.right);
  return svg("g", { class: "held-out-side" },
    ...[plot, strip].map(({ top, foot }) =>
      svg("rect", { x: left, width: plot.right - left, y: top, height: foot - top })));
}

/** @param {Scene} scene @param {number} edge @param {Run[]} runs @param {number} threshold */
function headings({ plot, strip, x, narrow }, edge, runs, threshold) {
  const left = Math.min(x.at(edge), plot.right);
  const held = countAbove(runs, threshold);
  const fitted = runs.length - held;
  const heading = (/** @type {number} */ side, /** @type {string} */ meaning, /** @type {string} */ words) =>
    svg("text", { class: `heading ${meaning}`, x: left + side * BESIDE_GRIP, y: GRIP, dy: "0.32em", "text-anchor": side < 0 ? "end" : "start" }, words);
  return [
    svg("line", { class: "edge", x1: left, x2: left, y1: GRIP, y2: strip.foot }),
    heading(-1, "is-fitted", narrow ? `${fitted} fitted` : `law fitted to ${fitted} runs`),
    heading(1, "is-held-out", heldWords(held, narrow)),
  ];
}

/** @param {number} held @param {boolean} narrow */
function heldWords(held, narrow) {
  if (held === 0) return "none held back";
  return narrow ? `${held} held back` : `${held} larger run${held > 1 ? "s" : ""} held back`;
}

/** @param {Scene} scene */
function axes({ plot, strip, x, y, miss, narrow }) {
  const across = logTicks(x.domain, narrow ? 4 : 9);
  const compute = { scale: x, ticks: across, format: (/** @type {number} */ tick) => tenTo(Math.round(Math.log10(tick))) };
  const losses = logTicks(y.domain, narrow ? 6 : 8);
  const misses = { scale: miss, ticks: [miss.domain[0], 0, miss.domain[1]], format: (/** @type {number} */ tick) => signedPercent(tick, 1) };
  return [
    svg("g", { class: "under" }, footAxis({ ...compute, format: () => "" }, plot)),
    sideAxis({ scale: y, ticks: losses, format: (tick) => figures(tick, 2) }, plot),
    footAxis(compute, strip),
    svg("g", { class: "miss-axis" }, sideAxis({ ...misses, format: (tick) => (tick === 0 ? "0" : misses.format(tick)) }, plot)),
    svg("text", { class: "title is-loss", x: 0, y: plot.top - 12 }, "loss"),
    svg("text", { class: "title", x: plot.left, y: strip.top - 8 }, narrow ? "predicted against measured" : "how far the law’s prediction lies from the measured loss"),
    svg("text", { class: "title is-compute", x: plot.right, y: strip.foot + 38, "text-anchor": "end" }, narrow ? "compute, FLOP" : "training compute, FLOP"),
  ];
}

/**
 * What the law says of models of one size as they see more tokens.
 * @param {Scene} scene @param {Law} law @param {number} size
 */
export function isoCurve({ x, y, plot }, law, size) {
  const compute = (/** @type {number} */ ratio) => 6 * size * size * ratio;
  const from = Math.max(compute(LEANEST), x.domain[0]);
  const to = Math.min(compute(RICHEST), x.domain[1]);
  const places = spread([from, Math.max(to, from * 1.01)], 48)
    .map((each) => /** @type {[number, number]} */ ([x.at(each), y.at(predictAt(law, size, each))]));
  return places.filter(([, top]) => top >= plot.top);
}

/** @param {Scene} scene @param {Readings} readings @param {Law} law */
function isoCurves(scene, { runs }, law) {
  const count = scene.narrow ? CURVES.narrow : CURVES.wide;
  const sizes = [...new Set(runs.map((run) => run.parameters))];
  const few = sizes.length > count ? logTicks(scene.sizes, count) : sizes;
  return svg("g", { class: "iso" }, ...few.flatMap((size) => {
    const places = isoCurve(scene, law, size);
    if (places.length < 2) return [];
    const named = isoName(scene, size, places[places.length - 1]);
    return [svg("g", { class: magnitude(size, scene.sizes) }, svg("path", { d: line(places) }), ...named)];
  }));
}

/** @param {Scene} scene @param {number} size @param {import("../js/chart/path.js").Place} end */
function isoName({ plot }, size, [x, y]) {
  if (x > plot.right - ROOM_FOR_NAME) return [];
  return [svg("text", { x: x + 4, y, dy: "0.32em" }, short(size))];
}

/** @param {Scene} scene @param {Readings} readings @param {Law} law @param {number} edge */
function frontier({ x, y, plot }, { fan }, law, edge) {
  const at = (/** @type {number} */ compute) => /** @type {[number, number]} */ ([x.at(compute), y.at(optimum(law, compute).loss)]);
  const split = Math.min(Math.max(edge, x.domain[0]), x.domain[1]);
  const shown = fan.filter(({ compute }) => compute <= x.domain[1] && compute >= x.domain[0]);
  const foot = (/** @type {number} */ loss) => Math.min(y.at(loss), plot.foot);
  return [
    svg("path", { class: "fan", d: band(shown.map((each) => [x.at(each.compute), y.at(each.lossHigh)]), shown.map((each) => [x.at(each.compute), foot(each.lossLow)])) }),
    svg("path", { class: "frontier", d: line(spread([x.domain[0], split], 40).map(at)) }),
    svg("path", { class: "frontier beyond", d: line(spread([split, x.domain[1]], 40).map(at)) }),
  ];
}

/** @param {Scene} scene @param {Run[]} runs @param {number} threshold @param {(run: Run) => number} height */
function dots({ x, sizes, narrow }, runs, threshold, height) {
  const r = narrow ? 2.2 : 3.4;
  return svg("g", { class: "runs" }, ...runs.map((run) =>
    svg("circle", {
      class: `${magnitude(run.parameters, sizes)}${run.compute > threshold ? " is-held-out" : ""}`,
      cx: x.at(run.compute), cy: height(run), r,
    })));
}

/** @param {Scene} scene @param {Law} law @param {number} budget */
function spending({ x, y, plot }, law, budget) {
  const best = optimum(law, budget);
  const [left, top] = [x.at(budget), y.at(best.loss)];
  const room = left - plot.left > 170;
  const words = [
    [`${power(best.compute)} FLOP`, "is-compute"],
    [`${human(best.parameters)} parameters`, "is-parameters"],
    [`${human(best.tokens)} tokens`, "is-tokens"],
    [`loss ${figures(best.loss)}`, "is-loss"],
  ];
  return svg("g", { class: "spending" },
    svg("line", { x1: left, x2: left, y1: top, y2: plot.foot }),
    svg("circle", { cx: left, cy: top, r: 6 }),
    ...words.map(([word, meaning], index) =>
      svg("text", { class: meaning, x: left + (room ? -12 : 12), y: plot.foot - 58 + index * 17, "text-anchor": room ? "end" : "start" }, word)));
}
