import { footAxis, sideAxis } from "../js/chart/axis.js";
import { figures, human, power, short } from "../js/chart/number.js";
import { line } from "../js/chart/path.js";
import { logarithmic } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";
import { logTicks } from "../js/chart/ticks.js";
import { dots } from "./curve-picture.js";
import { Labels } from "./labels.js";
import { hasOptimum, nearlyBest, optimum, predictAt, spread } from "./law.js";

/** @typedef {import("../js/chart/scale.js").Scale} Scale */
/** @typedef {import("../js/chart/path.js").Place} Place */
/** @typedef {import("./readings.js").Minimum} Minimum */
/** @typedef {import("./readings.js").Run} Run */
/** @typedef {{x: Scale, y: Scale, width: number, height: number, budgets: number[], parabolas: Minimum[]}} Plane parameters across, loss up */

const [LEFT, RIGHT, TOP, FOOT_ROOM] = [44, 8, 24, 44];
const MOST_BUDGETS = 7;
const FLAT = 0.01;
/** A run within this share of a budget is one of its runs. */
const NEAR = Math.log(1.2);
const ROOM = 1.4;

/**
 * @param {number} width
 * @param {import("./readings.js").Readings} readings
 * @param {number} budget
 * @returns {Plane}
 */
export function planeOf(width, { all, runs, law, minima }, budget) {
  const height = Math.round(Math.min(Math.max(width * 0.8, 300), 420));
  const parabolas = thinned(minima.filter(({ approach, curvature }) => approach === 2 && Number.isFinite(curvature)));
  const [first, last] = [runs[0]?.compute ?? 1, runs.at(-1)?.compute ?? 10];
  const budgets = parabolas.length ? parabolas.map(({ compute }) => compute) : spread([first * 1.2, last], 4);
  const best = law && hasOptimum(law) && budget ? [optimum(law, budget)] : [];
  const sizes = [...all, ...best].map(({ parameters }) => parameters);
  const losses = [...all, ...best, ...parabolas].map(({ loss }) => loss);
  const least = Math.min(...losses);
  return {
    width, height, budgets, parabolas,
    x: logarithmic([Math.min(...sizes) / ROOM, Math.max(...sizes) * ROOM], [LEFT, width - RIGHT]),
    y: logarithmic([least * (least / Math.max(...losses)) ** 0.14, Math.max(...losses) * 1.02], [height - FOOT_ROOM, TOP]),
  };
}

/** @template T @param {T[]} known @returns {T[]} */
function thinned(known) {
  const every = Math.ceil(known.length / MOST_BUDGETS);
  return known.filter((_, index) => (known.length - 1 - index) % every === 0);
}

/**
 * Draw the loss of each budget against the size it is spent on: runs, parabolas, and what the law says.
 * @param {Plane} plane
 * @param {import("./readings.js").Readings} readings
 * @param {number} budget in FLOP, which the law is asked about
 * @param {import("./curve-picture.js").StateOf} stateOf
 * @param {[number, number]} sizes
 */
export function drawProfiles(plane, { all, law, seen }, budget, stateOf, sizes) {
  const { x, y, width, height, budgets, parabolas } = plane;
  const frame = { left: LEFT, right: width - RIGHT, top: TOP, foot: height - FOOT_ROOM };
  const labels = new Labels(frame);
  const asked = law && hasOptimum(law) && budget;
  for (const each of parabolas) nameBudget(plane, each, labels);
  const placeOf = (/** @type {Run} */ run) => /** @type {Place} */ ([x.at(run.parameters), y.at(run.loss)]);
  const near = (/** @type {Run} */ run) => budgets.some((each) => Math.abs(Math.log(run.compute / each)) < NEAR);
  const look = { sizes, narrow: width < 400 };
  return [
    footAxis({ scale: x, ticks: logTicks(x.domain, width < 400 ? 4 : 6), format: short }, frame),
    sideAxis({ scale: y, ticks: logTicks(y.domain, 6), format: (tick) => figures(tick, 2) }, frame),
    svg("text", { class: "title is-loss", x: 0, y: 10 }, "loss"),
    svg("text", { class: "title is-parameters", x: frame.right, y: height - 6, "text-anchor": "end" }, "parameters"),
    ...(law ? budgets.map((each) => svg("path", { class: "law-at-budget", d: lawAt(plane, law, each) })) : []),
    ...parabolas.flatMap((each) => parabola(plane, each)),
    svg("g", { class: "far" }, dots(all.filter((run) => !near(run)), look, stateOf, placeOf)),
    dots(all.filter(near), look, stateOf, placeOf),
    ...(asked ? valley(plane, law, seen, budget, labels) : []),
    ...labels.elements,
  ];
}

/** What the law says of one budget. @param {Plane} plane @param {import("./law.js").Law} law @param {number} compute */
export function lawAt({ x, y }, law, compute) {
  const places = spread(x.domain, 60).map((size) => /** @type {Place} */ ([x.at(size), y.at(predictAt(law, size, compute))]));
  return line(places.filter(([, top]) => top >= TOP && top <= y.range[0]));
}

/** @param {Plane} plane @param {Minimum} minimum */
function parabola({ x, y }, { parameters, loss, curvature, smallest, largest }) {
  const at = (/** @type {number} */ size) => loss + curvature * Math.log(size / parameters) ** 2;
  const places = spread([smallest, largest], 40).map((size) => /** @type {Place} */ ([x.at(size), y.at(at(size))]));
  return [
    svg("path", { class: "parabola", d: line(places.filter(([, top]) => top >= TOP && top <= y.range[0])) }),
    svg("circle", { class: "minimum", cx: x.at(parameters), cy: y.at(loss), r: 4 }),
  ];
}

/** @param {Plane} plane @param {Minimum} minimum @param {Labels} labels */
function nameBudget({ x, y }, { compute, parameters, loss, curvature, smallest, largest }, labels) {
  const at = (/** @type {number} */ size) => y.at(loss + curvature * Math.log(size / parameters) ** 2);
  labels.put(`${power(compute, 2)} FLOP`, [
    { x: x.at(largest) + 8, y: at(largest) }, { x: x.at(smallest) - 8, y: at(smallest), anchor: "end" },
    { x: x.at(parameters), y: y.at(loss) + 14, anchor: "middle" },
  ], "contour-name is-compute");
}

/**
 * Every way to spend the budget that the law is asked about, and where it hardly matters.
 * @param {Plane} plane @param {import("./law.js").Law} law @param {import("./law.js").Law | null} seen
 * @param {number} budget @param {Labels} labels
 */
function valley(plane, law, seen, budget, labels) {
  const { x, y } = plane;
  const best = optimum(law, budget);
  const [small, large] = nearlyBest(law, budget, FLAT);
  const floor = y.at(best.loss * (1 + FLAT));
  const inside = (/** @type {number} */ size) => Math.min(Math.max(x.at(size), LEFT), x.range[1]);
  labels.put(`${human(small, 2)} to ${human(large, 2)} lose less than 1\u202f%`, [
    { x: inside(best.parameters), y: y.at(best.loss) + 19, anchor: "middle" },
    { x: x.range[1] - 4, y: y.at(best.loss) + 19, anchor: "end" },
    { x: x.range[1] - 4, y: y.range[0] - 9, anchor: "end" },
  ], "contour-name is-loss");
  return [
    ...(seen ? [svg("path", { class: "valley beyond is-held-out", d: lawAt(plane, seen, budget) })] : []),
    svg("path", { class: "valley is-loss", d: lawAt(plane, law, budget) }),
    svg("path", { class: "flat", d: line([[inside(small), floor], [inside(large), floor]]) }),
    svg("g", { class: "spending" }, svg("circle", { cx: x.at(best.parameters), cy: y.at(best.loss), r: 6 })),
  ];
}
