import { footAxis, sideAxis } from "../js/chart/axis.js";
import { magnitude } from "../js/chart/magnitude.js";
import { figures, human, power, short, signedPercent, tenTo } from "../js/chart/number.js";
import { band, line } from "../js/chart/path.js";
import { svg } from "../js/chart/svg.js";
import { logTicks } from "../js/chart/ticks.js";
import { Labels } from "./labels.js";
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
  return [
    ...(split.heldOut ? [shade(scene, split.edge)] : []),
    ...headings(scene, split),
    ...axes(scene),
    ...(law && law.variable !== "compute" ? [isoCurves(scene, all, law)] : []),
    ...overlays(scene, readings.overlays),
    ...frontiers(scene, readings, split),
    dots(all, scene, stateOf, (run) => [scene.x.at(run.compute), scene.y.at(run.loss)]),
    ...(judge ? [dots(readings.runs, scene, stateOf, (run) => [scene.x.at(run.compute), scene.miss.at(missOf(judge, run))])] : []),
    ...(law && hasFrontier(law) && budget ? [spending(scene, law, budget)] : []),
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
  const [seen, held] = [narrow ? `${fitted} seen` : `${fitted} smaller runs seen`, heldWords(heldOut, narrow)];
  const heading = (/** @type {number} */ side, /** @type {string} */ words) =>
    svg("text", { class: "heading is-held-out", x: left + side * BESIDE_GRIP, y: GRIP, dy: "0.32em", "text-anchor": side < 0 ? "end" : "start" }, words);
  return [
    svg("line", { class: "edge", x1: left, x2: left, y1: GRIP, y2: strip.foot }),
    ...(plot.right - left < (narrow ? 100 : 200) ? [heading(-1, `${seen}, ${held}`)] : [heading(-1, seen), heading(1, held)]),
  ];
}

/** @param {number} held @param {boolean} narrow */
function heldWords(held, narrow) {
  if (held === 0) return "none held back";
  return narrow ? `${held} foretold` : `${held} larger run${held > 1 ? "s" : ""} to be foretold`;
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
    svg("text", { class: "title", x: plot.left, y: strip.top - 8 }, narrow ? "how far it misses" : "how far the law misses each run"),
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

/** @param {Scene} scene @param {Run[]} runs @param {Law} law */
function isoCurves(scene, runs, law) {
  const count = scene.narrow ? CURVES.narrow : CURVES.wide;
  const sizes = [...new Set(runs.map((run) => run.parameters))];
  const few = sizes.length > count ? logTicks(scene.sizes, count) : sizes;
  const { left, right, top, foot } = scene.plot;
  const labels = new Labels({ left, right, top, foot });
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
function frontiers(scene, { runs, law, seen, fan, overlays }, { edge, fitted }) {
  const words = scene.narrow
    ? ["law of all runs", `of ${fitted} alone`]
    : [`law of all ${runs.length} runs`, `law of the ${fitted} smaller runs alone`];
  const last = runs[runs.length - 1].compute;
  const untold = law && !hasFrontier(law) ? [noFrontier(scene, law)] : [];
  return [
    ...(seen && hasFrontier(seen) ? [...frontier(scene, seen, edge, "is-held-out"), key(scene, 1, words[1], "frontier beyond is-held-out", "is-held-out")] : []),
    ...(law && hasFrontier(law) ? [fanned(scene, fan), ...frontier(scene, law, last, "is-all"), key(scene, 0, words[0], "frontier beyond is-all", "is-all")] : untold),
    ...overlays.filter(hasLevel).map(({ label }, index) => key(scene, 2 + index, label, overlayClass(overlays, label), "")),
  ];
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
 * Name a line, in the corner that no run reaches.
 * @param {Scene} scene @param {number} row @param {string} words @param {string} stroke @param {string} meaning
 */
function key({ plot }, row, words, stroke, meaning) {
  const y = plot.top + 20 + row * 20;
  return svg("g", { class: "key" },
    svg("line", { class: stroke, x1: plot.right - 36, x2: plot.right - 8, y1: y, y2: y }),
    svg("text", { class: meaning, x: plot.right - 44, y, dy: "0.32em", "text-anchor": "end" }, words));
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

/** @param {Scene} scene @param {Law} law @param {number} budget */
function spending({ x, y, plot, narrow }, law, budget) {
  const best = optimum(law, budget);
  const [left, top] = [x.at(budget), y.at(best.loss)];
  const room = left - plot.left > (narrow ? 90 : 170);
  const words = [
    [narrow ? power(best.compute) : `${power(best.compute)} FLOP`, "is-compute"],
    ...(hasOptimum(law) ? [
      [narrow ? `N = ${human(best.parameters)}` : `${human(best.parameters)} parameters`, "is-parameters"],
      [narrow ? `D = ${human(best.tokens)}` : `${human(best.tokens)} tokens`, "is-tokens"],
    ] : []),
    [`loss ${figures(best.loss)}`, "is-loss"],
  ];
  return svg("g", { class: "spending" },
    svg("line", { x1: left, x2: left, y1: top, y2: plot.foot }),
    svg("circle", { cx: left, cy: top, r: 6 }),
    ...words.map(([word, meaning], index) =>
      svg("text", { class: meaning, x: left + (room ? -12 : 12), y: plot.foot - 7 - 17 * (words.length - 1 - index), "text-anchor": room ? "end" : "start" }, word)));
}
