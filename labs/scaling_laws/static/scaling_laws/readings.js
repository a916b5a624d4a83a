/** @typedef {{parameters: number, tokens: number, compute: number, loss: number}} Run */
/**
 * One budget of the bootstrap's fan.
 * @typedef {{compute: number, parametersLow: number, parametersHigh: number, lossLow: number, lossHigh: number}} Fanned
 */
/**
 * What the tables of the panel say.
 * @typedef {object} Readings
 * @property {Run[]} runs by rising compute
 * @property {import("./law.js").Law | null} law
 * @property {Fanned[]} fan empty before the bootstrap
 * @property {number} reach the largest budget of the frontier's table
 * @property {number} spending the budget asked about, in FLOP; NaN if none was
 * @property {number} threshold runs of more FLOP are held out
 */

/** @param {Element} panel @returns {Readings} */
export function read(panel) {
  const runs = rows(panel, "table.runs").map(([parameters, tokens, compute, loss]) => ({ parameters, tokens, compute, loss }));
  const frontier = rows(panel, "table.frontier");
  const [constants] = rows(panel, "table.law");
  return {
    runs: runs.sort((one, other) => one.compute - other.compute),
    law: constants ? lawOf(constants) : null,
    fan: frontier.filter((row) => row.length === 8).map(fanned),
    reach: frontier.at(-1)?.[0] ?? 0,
    threshold: thresholdOf(panel),
    spending: panel instanceof HTMLElement ? 10 ** Number(panel.dataset.budget) : NaN,
  };
}

/** @param {Element} panel @param {string} table @returns {number[][]} */
function rows(panel, table) {
  return [...panel.querySelectorAll(`${table} > tbody > tr`)].map((row) =>
    [...row.querySelectorAll("data")].map((cell) => Number(cell.value)));
}

/** @param {number[]} constants @returns {import("./law.js").Law} */
function lawOf([E, A, B, alpha, beta]) {
  return { E, A, B, alpha, beta };
}

/** @param {number[]} row @returns {Fanned} */
function fanned([compute, , , , parametersLow, parametersHigh, lossLow, lossHigh]) {
  return { compute, parametersLow, parametersHigh, lossLow, lossHigh };
}

/** @param {Element} panel */
function thresholdOf(panel) {
  const told = panel.querySelector("[data-threshold]");
  return told instanceof HTMLElement ? Number(told.dataset.threshold) : Infinity;
}
