/** @typedef {{parameters: number, tokens: number, compute: number, loss: number}} Run */
/**
 * One budget of the bootstrap's fan.
 * @typedef {{compute: number, parametersLow: number, parametersHigh: number, lossLow: number, lossHigh: number}} Fanned
 */
/**
 * What the tables of the panel say.
 * @typedef {object} Readings
 * @property {Run[]} runs by rising compute
 * @property {import("./law.js").Law | null} law of all runs
 * @property {import("./law.js").Law | null} seen the law of the smaller runs alone, null where none are held out
 * @property {Fanned[]} fan empty before the bootstrap
 * @property {number} reach the largest budget of the frontier's table
 * @property {number} spending the budget asked about, in FLOP; NaN if none was
 * @property {number} threshold runs of more FLOP are held out
 * @property {number} fitted how many runs the second law has seen
 * @property {number} heldOut how many it has not
 */

/** @param {Element} panel @returns {Readings} */
export function read(panel) {
  const runs = rows(panel, "table.runs").map(([parameters, tokens, compute, loss]) => ({ parameters, tokens, compute, loss }));
  const frontier = rows(panel, "table.frontier");
  return {
    runs: runs.sort((one, other) => one.compute - other.compute),
    law: lawOf(rows(panel, "table.laws", ".of-all")[0]),
    seen: lawOf(rows(panel, "table.laws", ".of-smaller")[0]),
    fan: frontier.filter((row) => row.length === 8).map(fanned),
    reach: frontier.at(-1)?.[0] ?? 0,
    threshold: told(panel, "threshold") ?? Infinity,
    fitted: told(panel, "fitted") ?? 0,
    heldOut: told(panel, "heldOut") ?? 0,
    spending: panel instanceof HTMLElement ? 10 ** Number(panel.dataset.budget) : NaN,
  };
}

/** @param {Element} panel @param {string} table @param {string} [part] @returns {number[][]} */
function rows(panel, table, part = "tbody") {
  return [...panel.querySelectorAll(`${table} > ${part} > tr`)].map((row) =>
    [...row.querySelectorAll("data")].map((cell) => Number(cell.value)));
}

/** @param {number[] | undefined} constants @returns {import("./law.js").Law | null} */
function lawOf(constants) {
  if (!constants) return null;
  const [E, A, B, alpha, beta] = constants;
  return { E, A, B, alpha, beta };
}

/** @param {number[]} row @returns {Fanned} */
function fanned([compute, , , , parametersLow, parametersHigh, lossLow, lossHigh]) {
  return { compute, parametersLow, parametersHigh, lossLow, lossHigh };
}

/**
 * What the sentence on the split says of itself.
 * @param {Element} panel @param {"threshold" | "fitted" | "heldOut"} name
 * @returns {number | undefined}
 */
function told(panel, name) {
  const attribute = name === "heldOut" ? "held-out" : name;
  const words = panel.querySelector(`.split-statement [data-${attribute}]`);
  return words instanceof HTMLElement ? Number(words.dataset[name]) : undefined;
}
