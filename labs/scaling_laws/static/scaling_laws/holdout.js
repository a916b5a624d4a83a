/** @typedef {import("./readings.js").Run} Run */

/**
 * The compute above which a share of the runs, the largest, is held out.
 * @param {Run[]} runs by rising compute
 * @param {number} share
 */
export function thresholdFor(runs, share) {
  const fitted = runs.length - Math.round(share * runs.length);
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

/** @param {Run[]} runs @param {number} compute */
export function countAbove(runs, compute) {
  return runs.filter((run) => run.compute > compute).length;
}

/**
 * Where the line between fitted and held-out runs is drawn: midway, or a little past the last.
 * @param {Run[]} runs by rising compute
 * @param {number} threshold
 */
export function boundary(runs, threshold) {
  const next = runs.find((run) => run.compute > threshold);
  const last = runs.findLast((run) => run.compute <= threshold) ?? runs[0];
  return next ? Math.sqrt(last.compute * next.compute) : last.compute * 1.3;
}
