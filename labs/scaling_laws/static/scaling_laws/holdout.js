/** @typedef {import("./readings.js").Run} Run */

/** Runs of one budget stay together, whatever the tables' six digits round to. */
const SAME_BUDGET = 1 + 1e-5;

/**
 * The compute above which a share of the runs, the largest, is held out.
 * @param {Run[]} runs by rising compute
 * @param {number} share
 */
export function thresholdFor(runs, share) {
  const fitted = runs.length - roundToEven(share * runs.length);
  return runs[Math.max(fitted, 1) - 1]?.compute ?? Infinity;
}

/**
 * The share of the runs that lies above a compute.
 * @param {Run[]} runs
 * @param {number} compute
 */
export function shareAbove(runs, compute) {
  return countAbove(runs, compute) / runs.length;
}

/** Rounds halves to even, as the server does. @param {number} value */
function roundToEven(value) {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2) : Math.round(value);
}

/** @param {Run} run @param {number} threshold */
export function isBeyond(run, threshold) {
  return run.compute / SAME_BUDGET > threshold;
}

/** @param {Run[]} runs @param {number} compute */
export function countAbove(runs, compute) {
  return runs.filter((run) => isBeyond(run, compute)).length;
}

/**
 * Where the line between fitted and held-out runs is drawn: midway, or a little past the last.
 * @param {Run[]} runs by rising compute
 * @param {number} threshold
 */
export function boundary(runs, threshold) {
  const next = runs.find((run) => isBeyond(run, threshold));
  const last = runs.findLast((run) => !isBeyond(run, threshold)) ?? runs[0];
  return next ? Math.sqrt(last.compute * next.compute) : last.compute * 1.3;
}
