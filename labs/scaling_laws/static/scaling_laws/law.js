/**
 * Chinchilla's law: L(N, D) = E + A / N^alpha + B / D^beta.
 * @typedef {{E: number, A: number, B: number, alpha: number, beta: number}} Law
 */

/** FLOP a parameter and token: C = 6 N D. */
export const FLOP = 6;

/** @param {Law} law @param {number} parameters @param {number} tokens */
export function predict(law, parameters, tokens) {
  return law.E + law.A * parameters ** -law.alpha + law.B * tokens ** -law.beta;
}

/** @param {Law} law @param {number} parameters @param {number} compute */
export function predictAt(law, parameters, compute) {
  return predict(law, parameters, compute / FLOP / parameters);
}

/** Whether every budget has a best size. @param {Law} law */
export function hasOptimum({ A, B, alpha, beta }) {
  return Math.min(A, B, alpha, beta) > 0;
}

/** How fast the best size grows with compute: N* grows as C to this power. @param {Law} law */
export function exponent({ alpha, beta }) {
  return beta / (alpha + beta);
}

/**
 * The best use of a budget (Hoffmann et al. 2022, equation 4).
 * @param {Law} law @param {number} compute
 */
export function optimum(law, compute) {
  const balance = (law.alpha * law.A) / (law.beta * law.B);
  const parameters = balance ** (1 / (law.alpha + law.beta)) * (compute / FLOP) ** exponent(law);
  const tokens = compute / FLOP / parameters;
  return { compute, parameters, tokens, loss: predict(law, parameters, tokens) };
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
