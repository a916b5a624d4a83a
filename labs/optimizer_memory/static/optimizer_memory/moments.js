/**
 * One moment of a step, as the table tells it.
 * @typedef {object} Moment
 * @property {number} at the number of the op
 * @property {string} op
 * @property {string} place
 * @property {string} phase
 * @property {string} made
 * @property {number[]} gib by category, in the order of CATEGORIES
 * @property {string[]} alive how many tensors of each, if told
 * @property {number} total
 */

export const CATEGORIES = ["parameters", "states", "gradients", "activations", "recomputed", "rest"];
const MOST_STRETCHES = 6;
export const NAMES = ["parameters", "optimizer states", "gradients", "activations", "recomputed", "rest"];

/** @param {Element} panel @returns {Moment[]} */
export function read(panel) {
  return [...panel.querySelectorAll("table.moments > tbody > tr")].map((row) => {
    const cells = [...row.children].map((cell) => (cell.textContent ?? "").trim());
    const [at, op, place, phase, made, ...rest] = cells;
    const gib = rest.slice(0, CATEGORIES.length).map(Number);
    const alive = (rest[CATEGORIES.length] ?? "").split(" ").filter(Boolean);
    return { at: Number(at), op, place, phase, made, gib, alive, total: gib.reduce((sum, each) => sum + each, 0) };
  });
}

/** The largest that each category ever is. @param {Moment[]} moments */
export function largest(moments) {
  return CATEGORIES.map((_, index) => Math.max(...moments.map((each) => each.gib[index])));
}

/** The moment that holds most. @param {Moment[]} moments */
export function highest(moments) {
  return moments.reduce((most, each) => (each.total > most.total ? each : most), moments[0]);
}

/** Where one phase ends and the next begins. @param {Moment[]} moments */
export function stretches(moments) {
  /** @type {{phase: string, from: number, to: number}[]} */
  const found = [];
  for (const { phase, at } of moments) {
    const last = found.at(-1);
    if (last?.phase === phase) last.to = at;
    else found.push({ phase, from: last?.to ?? at, to: at });
  }
  return found.length > MOST_STRETCHES ? merged(found) : found;
}

/** Where updates happen within the backward pass, the two are one. @param {{phase: string, from: number, to: number}[]} found */
function merged(found) {
  const forward = found.filter(({ phase }) => phase === "forward");
  const begin = forward.at(-1)?.to ?? found[0].from;
  const whole = { phase: "backward, with updates within", from: begin, to: found[found.length - 1].to };
  return [{ phase: "forward", from: found[0].from, to: begin }, whole];
}
