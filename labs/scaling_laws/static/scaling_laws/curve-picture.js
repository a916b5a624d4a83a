import { footAxis, sideAxis } from "../js/chart/axis.js";
import { magnitude } from "../js/chart/magnitude.js";
import { figures, human, power, short, signedPercent, tenfold } from "../js/chart/number.js";
import { band, line } from "../js/chart/path.js";
import { svg } from "../js/chart/svg.js";
import { logTicks } from "../js/chart/ticks.js";
import { boxOf, Labels } from "./labels.js";
import { hasFrontier, hasOptimum, optimum, predictAt, spread } from "./law.js";
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

/** @typedef {(run: Run) => {heldOut: boolean, leftOut: boolean}} StateOf how a run is drawn */
/**
 * How the runs are split.
 * @typedef {object} Split
 * @property {number} edge where the hold-out line stands, in FLOP
 * @property {number} threshold runs of more FLOP are held out
 * @property {number} fitted how many runs lie within
 * @property {number} heldOut how many beyond
 */

/**
 * Draw loss against compute, and beneath it how far the law misses each run.
 * @param {Scene} scene
 * @param {Readings} readings
 * @param {Split} split
 * @param {number} budget in FLOP
 * @param {StateOf} stateOf
 * @returns {SVGElement[]}
 */
export function drawCurve(scene, readings, split, budget, stateOf) {
  const { all, law, seen } = readings;
  const judge = seen ?? law;
  const keys = keysOf(scene, readings, split);
  const spent = law && hasFrontier(law) && budget ? spendingWords(scene, law, budget) : [];
  const taken = [...keys, ...spent].map(({ words, at }) => boxOf(words, at));
  return [
    ...(split.heldOut ? [shade(scene, split.edge)] : []),
    ...headings(scene, split),
    ...axes(scene),
    ...(law && law.variable !== "compute" ? [isoCurves(scene, all, law, taken)] : []),
    ...overlays(scene, readings.overlays),
    ...frontiers(scene, readings, split),
    ...keys.map((key) => keyed(scene, key)),
    dots(all, scene, stateOf, (run) => [scene.x.at(run.compute), scene.y.at(run.loss)]),
    ...(judge ? [dots(readings.runs, scene, stateOf, (run) => [scene.x.at(run.compute), scene.miss.at(missOf(judge, run))])] : []),
    ...(law && hasFrontier(law) && budget ? [spending(scene, law, budget, spent)] : []),
  ];
}

/** @param {Scene} scene @param {number} edge */
function shade({ plot, strip, x }, edge) {
  const left = Math.min(x.at(edge), plot.right);
  return svg("g", { class: "held-out-side" },
    ...[plot, strip].map(({ top, foot }) =>
      svg("rect", { x: left, width: plot.right - left, y: top, height: foot - top })));
}

/** @param {Scene} scene @param {Split} split */
function headings({ plot, strip, x, narrow }, { edge, fitted, heldOut }) {
  const left = Math.min(x.at(edge), plot.right);
  const [seen, held] = [seenWords(fitted, heldOut, narrow), heldWords(heldOut, narrow)];
  const before = { x: left - BESIDE_GRIP, y: GRIP, anchor: /** @type {const} */ ("end") };
  const after = { x: left + BESIDE_GRIP, y: GRIP, anchor: /** @type {const} */ ("start") };
  const heading = (/** @type {string} */ words, /** @type {typeof before | typeof after} */ { x, y, anchor }) =>
    svg("text", { class: "heading is-held-out", x, y, dy: "0.32em", "text-anchor": anchor }, words);
  return [
    svg("line", { class: "edge", x1: left, x2: left, y1: GRIP, y2: strip.foot }),
    ...(boxOf(held, after).right > plot.right ? [heading(`${seen}, ${held}`, before)] : [heading(seen, before), heading(held, after)]),
  ];
}

/** @param {number} seen @param {number} held @param {boolean} narrow */
function seenWords(seen, held, narrow) {
  return narrow ? `${seen} seen` : `${seen} ${held ? "smaller " : ""}${runWord(seen)} seen`;
}

/** @param {number} held @param {boolean} narrow */
function heldWords(held, narrow) {
  if (held === 0) return "none held back";
  return narrow ? `${held} foretold` : `${held} larger ${runWord(held)} to be foretold`;
}

/** @param {number} count */
const runWord = (count) => (count === 1 ? "run" : "runs");

/** @param {Scene} scene */
function axes({ plot, strip, x, y, miss, narrow }) {
  const across = logTicks(x.domain, narrow ? 4 : 9);
  const compute = { scale: x, ticks: across, format: tenfold };
  const losses = logTicks(y.domain, narrow ? 6 : 8);
  const [least, most] = miss.domain;
  const misses = { scale: miss, ticks: most > 1 ? [0, most] : [least, 0, most], format: missed };
  return [
    svg("g", { class: "under" }, footAxis({ ...compute, format: () => "" }, plot)),
    sideAxis({ scale: y, ticks: losses, format: (tick) => figures(tick, 2) }, plot),
    footAxis(compute, strip),
    svg("g", { class: "miss-axis" }, sideAxis(misses, plot)),
    svg("text", { class: "title is-loss", x: 0, y: plot.top - 12 }, "loss"),
    svg("text", { class: "title", x: plot.left, y: strip.top - 8 }, narrow ? "how far it misses" : "how far the law misses each run"),
    svg("text", { class: "title is-compute", x: plot.right, y: strip.foot + 38, "text-anchor": "end" }, narrow ? "compute, FLOP" : "training compute, FLOP"),
  ];
}

/** @param {number} tick predicted / measured − 1; beyond + 100 % how many times as much is predicted */
function missed(tick) {
  if (tick === 0) return "0";
  return tick > 1 ? `×${figures(1 + tick, 2)}` : signedPercent(tick, 1);
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

/** @param {Scene} scene @param {Run[]} runs @param {Law} law @param {import("./labels.js").Box[]} taken where other words stand */
function isoCurves(scene, runs, law, taken) {
  const count = scene.narrow ? CURVES.narrow : CURVES.wide;
  const sizes = [...new Set(runs.map((run) => run.parameters))];
  const few = sizes.length > count ? logTicks(scene.sizes, count) : sizes;
  const { left, right, top, foot } = scene.plot;
  const labels = new Labels({ left, right, top, foot }, taken);
  const curves = few.flatMap((size) => {
    const places = isoCurve(scene, law, size);
    if (places.length < 2) return [];
    const [x, y] = places[places.length - 1];
    labels.put(short(size), [{ x: x + 4, y }], magnitude(size, scene.sizes));
    return [svg("g", { class: magnitude(size, scene.sizes) }, svg("path", { d: line(places) }))];
  });
  return svg("g", { class: "iso" }, ...curves, ...labels.elements);
}

/** @param {Scene} scene @param {Readings} readings @param {Split} split */
function frontiers(scene, { runs, law, seen, fan }, { edge }) {
  const last = runs[runs.length - 1].compute;
  const untold = law && !hasFrontier(law) ? [noFrontier(scene, law)] : [];
  return [
    ...(seen && hasFrontier(seen) ? frontier(scene, seen, edge, "is-held-out") : []),
    ...(law && hasFrontier(law) ? [fanned(scene, fan), ...frontier(scene, law, last, "is-all")] : untold),
  ];
}

/**
 * The names of the lines, in the corner that no run reaches.
 * @param {Scene} scene @param {Readings} readings @param {Split} split
 */
function keysOf({ plot, narrow }, { runs, law, seen, overlays }, { fitted }) {
  const words = narrow
    ? ["law of all runs", `of ${fitted} alone`]
    : [`law of all ${runs.length} runs`, `law of the ${fitted} smaller runs alone`];
  const row = (/** @type {number} */ index) => ({ x: plot.right - 44, y: plot.top + 20 + index * 20, anchor: /** @type {const} */ ("end") });
  return [
    ...(law && hasFrontier(law) ? [{ words: words[0], at: row(0), stroke: "frontier beyond is-all", meaning: "is-all" }] : []),
    ...(seen && hasFrontier(seen) ? [{ words: words[1], at: row(1), stroke: "frontier beyond is-held-out", meaning: "is-held-out" }] : []),
    ...overlays.filter(hasLevel).map(({ label }, index) => ({ words: label, at: row(2 + index), stroke: overlayClass(overlays, label), meaning: "" })),
  ];
}

/** @param {Scene} scene @param {ReturnType<typeof keysOf>[number]} key */
function keyed({ plot }, { words, at: { x, y, anchor }, stroke, meaning }) {
  return svg("g", { class: "key" },
    svg("line", { class: stroke, x1: plot.right - 36, x2: plot.right - 8, y1: y, y2: y }),
    svg("text", { class: meaning, x, y, dy: "0.32em", "text-anchor": anchor }, words));
}

/** @param {Scene} scene @param {Law} law */
function noFrontier({ plot, narrow }, { variable }) {
  const what = variable || "both";
  const words = variable ? `a law of ${what} alone has no best split` : "this law has no best split";
  return svg("text", { class: "is-all", x: plot.right - 8, y: plot.top + 20, dy: "0.32em", "text-anchor": "end" },
    narrow ? words : `${words}, so no frontier is drawn`);
}

/** @param {import("./readings.js").Overlay} overlay whether its losses can be compared with these runs' */
const hasLevel = ({ loss }) => loss.some(Number.isFinite);

/** The dashes that tell one curve from another. @param {import("./readings.js").Overlay[]} overlays @param {string} label */
export function overlayClass(overlays, label) {
  return `overlay overlay-${overlays.findIndex((each) => each.label === label) % 3}`;
}

/** @param {Scene} scene @param {import("./readings.js").Overlay[]} known */
function overlays({ x, y, plot }, known) {
  return known.filter(hasLevel).map(({ label, compute, loss }) => {
    const places = compute.map((each, index) => /** @type {[number, number]} */ ([x.at(each), y.at(loss[index])]));
    const inside = places.filter(([left, top]) => top >= plot.top && top <= plot.foot && left >= plot.left && left <= plot.right);
    return svg("path", { class: overlayClass(known, label), d: line(inside) });
  });
}

/** @param {Scene} scene @param {import("./readings.js").Fanned[]} fan */
function fanned({ x, y, plot }, fan) {
  const shown = fan.filter(({ compute }) => compute <= x.domain[1] && compute >= x.domain[0]);
  const side = (/** @type {"lossLow" | "lossHigh"} */ which) =>
    shown.map((each) => /** @type {[number, number]} */ ([x.at(each.compute), Math.min(y.at(each[which]), plot.foot)]));
  return svg("path", { class: "fan", d: band(side("lossHigh"), side("lossLow")) });
}

/**
 * The least loss of each budget by one law, dashed where it goes beyond what the law has seen.
 * @param {Scene} scene @param {Law} law @param {number} edge @param {string} meaning
 */
function frontier({ x, y }, law, edge, meaning) {
  const at = (/** @type {number} */ compute) => /** @type {[number, number]} */ ([x.at(compute), y.at(optimum(law, compute).loss)]);
  const split = Math.min(Math.max(edge, x.domain[0]), x.domain[1]);
  return [
    svg("path", { class: `frontier ${meaning}`, d: line(spread([x.domain[0], split], 40).map(at)) }),
    svg("path", { class: `frontier beyond ${meaning}`, d: line(spread([split, x.domain[1]], 40).map(at)) }),
  ];
}

/**
 * One mark a run: filled, hollow where it is held out, hollow and crossed where it is left out.
 * @param {Run[]} runs @param {Pick<Scene, "sizes" | "narrow">} scene @param {StateOf} stateOf
 * @param {(run: Run) => import("../js/chart/path.js").Place} placeOf
 */
export function dots(runs, { sizes, narrow }, stateOf, placeOf) {
  const r = narrow ? 2.2 : 3.4;
  return svg("g", { class: "runs" }, ...runs.flatMap((run) => {
    const { heldOut, leftOut } = stateOf(run);
    const [cx, cy] = placeOf(run);
    const looks = leftOut ? " is-left-out" : heldOut ? " is-held-out" : "";
    const arm = r * 1.3;
    const cross = `M${cx - arm} ${cy - arm}l${2 * arm} ${2 * arm}m0 ${-2 * arm}l${-2 * arm} ${2 * arm}`;
    return [
      svg("circle", { class: magnitude(run.parameters, sizes) + looks, cx, cy, r }),
      ...(leftOut ? [svg("path", { class: magnitude(run.parameters, sizes), d: cross })] : []),
    ];
  }));
}

/**
 * What a budget buys, beside the line down from its best model.
 * @param {Scene} scene @param {Law} law @param {number} budget
 */
function spendingWords({ x, plot, narrow }, law, budget) {
  const best = optimum(law, budget);
  const left = x.at(budget);
  const room = left - plot.left > (narrow ? 90 : 170);
  const words = [
    [narrow ? power(best.compute) : `${power(best.compute)} FLOP`, "is-compute"],
    ...(hasOptimum(law) ? [
      [narrow ? `N = ${human(best.parameters)}` : `${human(best.parameters)} parameters`, "is-parameters"],
      [narrow ? `D = ${human(best.tokens)}` : `${human(best.tokens)} tokens`, "is-tokens"],
    ] : []),
    [`loss ${figures(best.loss)}`, "is-loss"],
  ];
  return words.map(([word, meaning], index) => ({
    words: word,
    meaning,
    at: {
      x: left + (room ? -12 : 12),
      y: plot.foot - 11 - 17 * (words.length - 1 - index),
      anchor: /** @type {"start" | "end"} */ (room ? "end" : "start"),
    },
  }));
}

/** @param {Scene} scene @param {Law} law @param {number} budget @param {ReturnType<typeof spendingWords>} spent */
function spending({ x, y, plot }, law, budget, spent) {
  const [left, top] = [x.at(budget), y.at(optimum(law, budget).loss)];
  return svg("g", { class: "spending" },
    svg("line", { x1: left, x2: left, y1: top, y2: plot.foot }),
    svg("circle", { cx: left, cy: top, r: 6 }),
    ...spent.map(({ words, meaning, at }) =>
      svg("text", { class: meaning, x: at.x, y: at.y, dy: "0.32em", "text-anchor": at.anchor }, words)));
}
