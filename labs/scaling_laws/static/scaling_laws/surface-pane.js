import { footAxis, sideAxis } from "../js/chart/axis.js";
import { figures, short, tenfold } from "../js/chart/number.js";
import { line } from "../js/chart/path.js";
import { logarithmic } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";
import { logTicks } from "../js/chart/ticks.js";
import { contour, gridOf } from "./contours.js";
import { dots, overlayClass } from "./curve-picture.js";
import { Labels } from "./labels.js";
import { FLOP, hasOptimum, optimum, predict, spread } from "./law.js";

/** @typedef {import("../js/chart/scale.js").Scale} Scale */
/** @typedef {import("../js/chart/path.js").Place} Place */
/** @typedef {{x: Scale, y: Scale, width: number, height: number}} Plane tokens across, parameters up */

const [LEFT, RIGHT, TOP, FOOT_ROOM] = [50, 8, 24, 44];
const CELLS = 36;
const ROOM = 1.6;

/**
 * @param {number} width
 * @param {import("./readings.js").Readings} readings
 * @param {number} budget in FLOP
 * @returns {Plane}
 */
export function planeOf(width, { all, law }, budget) {
  const height = Math.round(Math.min(Math.max(width * 0.8, 300), 420));
  const best = law && hasOptimum(law) && budget ? [optimum(law, budget)] : [];
  const range = (/** @type {number[]} */ values) => /** @type {[number, number]} */ ([Math.min(...values) / ROOM, Math.max(...values) * ROOM]);
  return {
    width, height,
    x: logarithmic(range([...all, ...best].map(({ tokens }) => tokens)), [LEFT, width - RIGHT]),
    y: logarithmic(range([...all, ...best].map(({ parameters }) => parameters)), [height - FOOT_ROOM, TOP]),
  };
}

/**
 * Draw the loss over tokens and parameters: contours of the law, budgets as diagonals, the frontier.
 * @param {Plane} plane
 * @param {import("./readings.js").Readings} readings
 * @param {number} budget
 * @param {import("./curve-picture.js").StateOf} stateOf
 * @param {[number, number]} sizes
 */
export function drawSurface(plane, { all, law, seen, overlays }, budget, stateOf, sizes) {
  const { x, y, width, height } = plane;
  const frame = { left: LEFT, right: width - RIGHT, top: TOP, foot: height - FOOT_ROOM };
  const labels = new Labels(frame);
  const heights = law ? levels(plane, law, labels) : [];
  return [
    footAxis({ scale: x, ticks: logTicks(x.domain, width < 400 ? 4 : 6), format: short }, frame),
    sideAxis({ scale: y, ticks: logTicks(y.domain, 6), format: short }, frame),
    svg("text", { class: "title is-parameters", x: 0, y: 10 }, "parameters"),
    svg("text", { class: "title is-tokens", x: frame.right, y: height - 6, "text-anchor": "end" }, "tokens"),
    ...diagonals(plane, labels),
    ...heights,
    ...overlays.flatMap((each) => overlaid(plane, each, overlayClass(overlays, each.label))),
    ...(seen && hasOptimum(seen) ? [course(plane, seen, "course beyond is-held-out")] : []),
    ...(law && hasOptimum(law) ? [course(plane, law, "course is-all")] : []),
    dots(all, { sizes, narrow: width < 400 }, stateOf, (run) => [x.at(run.tokens), y.at(run.parameters)]),
    ...(law && hasOptimum(law) && budget ? [chosen(plane, optimum(law, budget))] : []),
    ...labels.elements,
  ];
}

/** @param {Plane} plane @param {import("./law.js").Law} law @param {Labels} labels */
function levels({ x, y, width, height }, law, labels) {
  const [across, up] = [(width - LEFT - RIGHT) / CELLS, (height - TOP - FOOT_ROOM) / CELLS];
  const grid = gridOf(CELLS, (column, row) => [LEFT + column * across, TOP + row * up],
    ([left, top]) => predict(law, y.value(top), x.value(left)));
  const known = [...grid.heights].filter(Number.isFinite);
  const drawn = logTicks([Math.min(...known), Math.max(...known)], 9);
  return drawn.map((level) => {
    const pieces = contour(grid, level);
    labels.put(figures(level, 3).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, ""), nameplaces(pieces, x.range[1]), "contour-name is-loss");
    return svg("path", { class: "contour", d: pieces.map(line).join("") });
  });
}

/** Towards the right edge, and else along the line. @param {import("./contours.js").Segment[]} pieces @param {number} right */
function nameplaces(pieces, right) {
  const sorted = pieces.map(([[x, y]]) => ({ x: x - 4, y, anchor: /** @type {const} */ ("end") })).sort((one, other) => other.x - one.x);
  const inside = sorted.filter(({ x }) => x < right - 2);
  return inside.filter((_, index) => index % 3 === 0);
}

/** Budgets: along a diagonal, C = 6 N D stays the same. @param {Plane} plane @param {Labels} labels */
function diagonals({ x, y }, labels) {
  const reach = /** @type {[number, number]} */ ([FLOP * x.domain[0] * y.domain[0], FLOP * x.domain[1] * y.domain[1]]);
  return logTicks(reach, 7).flatMap((compute) => {
    const from = Math.max(x.domain[0], compute / FLOP / y.domain[1]);
    const to = Math.min(x.domain[1], compute / FLOP / y.domain[0]);
    if (from >= to) return [];
    const at = (/** @type {number} */ tokens) => /** @type {Place} */ ([x.at(tokens), y.at(compute / FLOP / tokens)]);
    const [[startX, startY], [endX, endY]] = [at(from), at(to)];
    labels.put(tenfold(compute), [
      { x: startX + 8, y: startY + 8 }, { x: endX - 6, y: endY - 8, anchor: "end" },
    ], "contour-name is-compute");
    return [svg("path", { class: "isoflop", d: line([[startX, startY], [endX, endY]]) })];
  });
}

/** @param {Plane} plane @param {import("./law.js").Law} law @param {string} className */
function course(plane, law, className) {
  const { x, y } = plane;
  const budgets = spread([FLOP * x.domain[0] * y.domain[0], FLOP * x.domain[1] * y.domain[1]], 60);
  return svg("path", { class: className, d: within(plane, budgets.map((each) => optimum(law, each))) });
}

/** @param {Plane} plane @param {import("./readings.js").Overlay} overlay @param {string} className */
function overlaid(plane, { compute, parameters }, className) {
  if (!parameters.some(Number.isFinite)) return [];
  const best = compute.map((each, index) => ({ parameters: parameters[index], tokens: each / FLOP / parameters[index] }));
  return [svg("path", { class: className, d: within(plane, best) })];
}

/** @param {Plane} plane @param {{tokens: number, parameters: number}[]} course @returns {string} */
function within({ x, y }, course) {
  const inside = course.filter(({ tokens, parameters }) =>
    tokens >= x.domain[0] && tokens <= x.domain[1] && parameters >= y.domain[0] && parameters <= y.domain[1]);
  return line(inside.map(({ tokens, parameters }) => [x.at(tokens), y.at(parameters)]));
}

/** @param {Plane} plane @param {import("./law.js").Best} best */
function chosen({ x, y }, { tokens, parameters }) {
  return svg("g", { class: "spending" }, svg("circle", { cx: x.at(tokens), cy: y.at(parameters), r: 6 }));
}
