import { linear, logarithmic } from "../js/chart/scale.js";
import { floorOf, hasFrontier, optimum, predict } from "./law.js";

/** @typedef {import("../js/chart/scale.js").Scale} Scale */
/** @typedef {import("./readings.js").Readings} Readings */
/**
 * Where everything of the large picture lies.
 * @typedef {object} Scene
 * @property {number} width
 * @property {number} height
 * @property {boolean} narrow
 * @property {{left: number, right: number, top: number, foot: number}} plot
 * @property {{top: number, foot: number}} strip the misses, beneath the plot
 * @property {Scale} x compute
 * @property {Scale} y loss
 * @property {Scale} miss predicted / measured - 1
 * @property {[number, number]} sizes the smallest and largest N
 */

const MISSES = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 4, 9];
const ROOM_FOR_LABEL = 84;
const EMPTY = /** @type {[number, number]} */ ([1, 10]);

/**
 * @param {Readings} readings
 * @param {number} budget
 * @param {number} width
 * @returns {Scene}
 */
export function sceneOf(readings, budget, width) {
  const narrow = width < 560;
  const top = 48;
  const foot = top + (narrow ? 280 : 360);
  const plot = { left: narrow ? 40 : 44, right: width - 8, top, foot };
  const strip = { top: foot + 30, foot: foot + (narrow ? 92 : 104) };
  const x = logarithmic(computeRange(readings, budget), [plot.left, plot.right]);
  return {
    width, height: strip.foot + 44, narrow, plot, strip, x,
    y: logarithmic(lossRange(readings, x.domain, foot - top), [foot, top]),
    miss: linear(missRange(readings), [strip.foot, strip.top]),
    sizes: sizeRange(readings),
  };
}

/** @param {Readings} readings @param {number} budget @returns {[number, number]} */
export function computeRange({ all, reach }, budget) {
  if (!all.length) return EMPTY;
  const last = Math.max(all[all.length - 1].compute * 3, reach, (budget || 0) * 4);
  return [Math.min(all[0].compute, budget || Infinity) / 1.6, last];
}

/** @param {Readings} readings @param {[number, number]} reach of compute @param {number} height @returns {[number, number]} */
function lossRange({ all, law, seen, fan }, reach, height) {
  if (!all.length) return EMPTY;
  const losses = all.map((run) => run.loss);
  for (const each of [law, seen]) {
    if (each && hasFrontier(each)) losses.push(...reach.map((compute) => optimum(each, compute).loss));
  }
  if (fan.length && law) losses.push(Math.max(fan[fan.length - 1].lossLow, floorOf(law) * 0.9));
  const [low, high] = [Math.min(...losses), Math.max(...losses) * 1.02];
  return [low * (low / high) ** (ROOM_FOR_LABEL / (height - ROOM_FOR_LABEL)), high];
}

/** @param {Readings} readings @returns {[number, number]} */
function missRange({ runs, law, seen }) {
  const judge = seen ?? law;
  const worst = judge ? Math.max(0, ...runs.map((run) => Math.abs(missOf(judge, run)))) : 0;
  const limit = MISSES.find((each) => each >= worst) ?? worst;
  return [-limit, limit];
}

/** @param {Readings} readings @returns {[number, number]} */
function sizeRange({ all }) {
  if (!all.length) return EMPTY;
  const sizes = all.map((run) => run.parameters);
  return [Math.min(...sizes), Math.max(...sizes)];
}

/** @param {import("./law.js").Law} law @param {import("./readings.js").Run} run */
export function missOf(law, run) {
  return predict(law, run.parameters, run.tokens) / run.loss - 1;
}
