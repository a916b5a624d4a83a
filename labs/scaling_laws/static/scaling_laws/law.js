import { FORMS } from "./law-forms.js";

/**
 * A fitted law: its form, its constants by their usual names, and what it looks at where that is one thing.
 * @typedef {object} Law
 * @property {string} form
 * @property {"" | "compute" | "parameters" | "tokens"} variable
 * @property {import("./law-forms.js").Constants} constants
 */
/**
 * The best use of a budget. A law of compute alone knows no sizes.
 * @typedef {{compute: number, parameters: number, tokens: number, loss: number}} Best
 */

/** FLOP a parameter and token: C = 6 N D. */
export const FLOP = 6;

/** @param {Law} law @param {number} parameters @param {number} tokens */
export function predict({ form, variable, constants }, parameters, tokens) {
  const known = FORMS[form];
  if (!known) return NaN;
  if ("ofBoth" in known) return known.ofBoth(constants, parameters, tokens);
  return known.ofOne(constants, { parameters, tokens, compute: FLOP * parameters * tokens }[variable || "compute"]);
}

/** @param {Law} law @param {number} parameters @param {number} compute */
export function predictAt(law, parameters, compute) {
  return predict(law, parameters, compute / FLOP / parameters);
}

/**
 * The two falling terms whose sum the best size makes least, whatever the form wraps around them.
 * @param {Law} law
 */
function terms({ form, constants }) {
  const known = FORMS[form];
  return known && "ofBoth" in known ? known.terms(constants) : null;
}

/** Whether every budget has a best size. @param {Law} law */
export function hasOptimum(law) {
  const found = terms(law);
  return found !== null && Math.min(found.A, found.B, found.alpha, found.beta) > 0;
}

/** Whether every budget has a least loss: a law of compute alone names it without a size. @param {Law} law */
export function hasFrontier(law) {
  return hasOptimum(law) || law.variable === "compute";
}

/** How fast the best size grows with compute: N* grows as C to this power. @param {Law} law */
export function exponent(law) {
  const found = terms(law);
  return found ? found.beta / (found.alpha + found.beta) : NaN;
}

/**
 * The best use of a budget (Hoffmann et al. 2022, equation 4, on the terms of any form of two).
 * @param {Law} law @param {number} compute
 * @returns {Best}
 */
export function optimum(law, compute) {
  const found = terms(law);
  if (!found) return { compute, parameters: NaN, tokens: NaN, loss: predictAt(law, 1, compute) };
  const { A, B, alpha, beta } = found;
  const balance = (alpha * A) / (beta * B);
  const parameters = (balance * (compute / FLOP) ** beta) ** (1 / (alpha + beta));
  const tokens = compute / FLOP / parameters;
  return { compute, parameters, tokens, loss: predict(law, parameters, tokens) };
}

/**
 * The budget for which a size is the best.
 * @param {Law} law @param {number} parameters
 */
export function budgetOf(law, parameters) {
  return (parameters / optimum(law, 1).parameters) ** (1 / exponent(law));
}

/**
 * The sizes between which a budget's loss stays within a share of its least.
 * @param {Law} law @param {number} compute @param {number} share such as 0.01
 * @returns {[number, number]}
 */
export function nearlyBest(law, compute, share) {
  const best = optimum(law, compute);
  const limit = best.loss * (1 + share);
  const edge = (/** @type {number} */ direction) => {
    let [inside, outside] = [0, 20];
    for (let halving = 0; halving < 40; halving++) {
      const middle = (inside + outside) / 2;
      const loss = predictAt(law, best.parameters * Math.exp(direction * middle), compute);
      if (loss < limit) inside = middle;
      else outside = middle;
    }
    return best.parameters * Math.exp(direction * inside);
  };
  return [edge(-1), edge(1)];
}

/** Budgets evenly spaced in their logarithm. @param {[number, number]} range @param {number} count */
export function spread([low, high], count) {
  const ratio = Math.log(high / low) / (count - 1);
  return Array.from({ length: count }, (_, index) => low * Math.exp(ratio * index));
}

/** The loss that no budget gets below. @param {Law} law */
export function floorOf({ constants }) {
  return constants.E ?? constants.a ?? 0;
}
