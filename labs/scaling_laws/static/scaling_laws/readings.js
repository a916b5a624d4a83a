/**
 * A training run, by its number among all of them, from 1; 0 where it has none.
 * @typedef {{number: number, excluded: boolean, parameters: number, tokens: number, compute: number, loss: number}} Run
 */
/**
 * One budget of the bootstrap's fan.
 * @typedef {{compute: number, parametersLow: number, parametersHigh: number, lossLow: number, lossHigh: number}} Fanned
 */
/**
 * The best size of one budget, found without a law.
 * @typedef {{approach: number, compute: number, parameters: number, loss: number, curvature: number, smallest: number, largest: number}} Minimum
 */
/**
 * Another curve to hold against the law; places without a number are NaN.
 * @typedef {{slug: string, label: string, compute: number[], parameters: number[], loss: number[]}} Overlay
 */
/** @typedef {{exponent: string, loss: string}} Influence what leaving a run out adds to a, and to the loss, in words; empty where unknown */
/**
 * What the tables of the panel say.
 * @typedef {object} Readings
 * @property {Run[]} all by rising compute
 * @property {Run[]} runs those not left out
 * @property {import("./law.js").Law | null} law of all runs
 * @property {import("./law.js").Law | null} seen the law of the smaller runs alone, null where none are held out
 * @property {Fanned[]} fan empty before the bootstrap
 * @property {Minimum[]} minima
 * @property {Overlay[]} overlays
 * @property {Map<number, Influence>} influence by the number of the run
 * @property {number} reach the largest budget of the frontier's table
 * @property {number} spending the budget that the answer is about, in FLOP; NaN if there is none
 * @property {number} threshold runs of more FLOP are held out
 * @property {number} fitted how many runs the second law has seen
 * @property {number} heldOut how many it has not
 */

/** @param {Element} panel @returns {Readings} */
export function read(panel) {
  const all = [...panel.querySelectorAll("table.runs > tbody > tr")].map(runOf);
  const frontier = rows(panel, "table.frontier");
  all.sort((one, other) => one.compute - other.compute);
  return {
    all,
    runs: all.filter((run) => !run.excluded),
    law: lawOf(panel.querySelector("table.laws > .of-all > tr")),
    seen: lawOf(panel.querySelector("table.laws > .of-smaller > tr")),
    fan: frontier.filter((row) => row.length === 8).map(fanned),
    minima: [...panel.querySelectorAll("table.minima > tbody > tr")].map(minimumOf),
    overlays: [...panel.querySelectorAll("[data-overlay]")].map(overlayOf),
    influence: new Map([...panel.querySelectorAll("table.influence > tbody > tr")].map(influenceOf)),
    reach: frontier.at(-1)?.[0] ?? 0,
    threshold: told(panel, "threshold") ?? Infinity,
    fitted: told(panel, "fitted") ?? 0,
    heldOut: told(panel, "heldOut") ?? 0,
    spending: valueOf(document.querySelector(".spend [data-name='compute']")),
  };
}

/** @param {Element | null} cell @returns {number} */
function valueOf(cell) {
  const data = cell?.matches("data") ? cell : cell?.querySelector("data");
  return data ? Number(data.getAttribute("value")) : NaN;
}

/** @param {Element} row @returns {number[]} */
function values(row) {
  return [...row.querySelectorAll("data")].map((cell) => Number(cell.value));
}

/** @param {Element} panel @param {string} table */
function rows(panel, table) {
  return [...panel.querySelectorAll(`${table} > tbody > tr`)].map(values);
}

/** @param {Element} row headed by the number of a run, or by nothing */
function numberOf(row) {
  return parseInt(row.querySelector("th")?.textContent ?? "") || 0;
}

/** @param {Element} row @returns {Run} */
function runOf(row) {
  const [parameters, tokens, compute, loss] = values(row);
  return { number: numberOf(row), excluded: row.hasAttribute("data-excluded"), parameters, tokens, compute, loss };
}

/** @param {Element | null} row @returns {import("./law.js").Law | null} */
function lawOf(row) {
  if (!(row instanceof HTMLElement)) return null;
  const named = [...row.querySelectorAll("[data-name]")].map((cell) =>
    [/** @type {HTMLElement} */ (cell).dataset.name ?? "", valueOf(cell)]);
  const { form = "chinchilla", variable } = row.dataset;
  return { form, variable: /** @type {import("./law.js").Law["variable"]} */ (variable), constants: Object.fromEntries(named) };
}

/** @param {number[]} row @returns {Fanned} */
function fanned([compute, , , , parametersLow, parametersHigh, lossLow, lossHigh]) {
  return { compute, parametersLow, parametersHigh, lossLow, lossHigh };
}

/** @param {Element} row @returns {Minimum} */
function minimumOf(row) {
  const [compute, parameters, loss, curvature, smallest, largest] = values(row);
  return { approach: Number(/** @type {HTMLElement} */ (row).dataset.approach), compute, parameters, loss, curvature, smallest, largest };
}

/** @param {Element} item @returns {Overlay} */
function overlayOf(item) {
  const column = (/** @type {string} */ name) => [...item.querySelectorAll(`[data-name="${name}"]`)].map(valueOf);
  return {
    slug: /** @type {HTMLElement} */ (item).dataset.overlay ?? "",
    label: item.querySelector(".overlay-label")?.textContent ?? "",
    compute: column("compute"), parameters: column("parameters"), loss: column("loss"),
  };
}

/** @param {Element} row @returns {[number, Influence]} */
function influenceOf(row) {
  const named = (/** @type {string} */ name) => row.querySelector(`[data-name="${name}"]`)?.textContent ?? "";
  return [numberOf(row), { exponent: named("exponent"), loss: named("loss") }];
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
