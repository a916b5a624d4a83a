/** @typedef {Record<string, number>} Constants */
/** @typedef {{A: number, B: number, alpha: number, beta: number}} Terms A / N^alpha + B / D^beta */
/**
 * A form of parameters and tokens: its loss, and the terms that compete for a budget.
 * @typedef {{ofBoth: (c: Constants, parameters: number, tokens: number) => number, terms: (c: Constants) => Terms}} OfBoth
 */
/** @typedef {{ofOne: (c: Constants, x: number) => number}} OfOne a form of one variable */

/** @type {OfBoth} Hoffmann et al. 2022, equation 2 */
const chinchilla = {
  ofBoth: (c, N, D) => c.E + c.A * N ** -c.alpha + c.B * D ** -c.beta,
  terms: ({ A, B, alpha, beta }) => ({ A, B, alpha, beta }),
};

/** @type {OfBoth} */
const general = {
  ofBoth: (c, N, D) => c.E + (c.A * N ** -c.alpha + c.B * D ** -c.beta) ** c.gamma,
  terms: chinchilla.terms,
};

/** @type {OfBoth} Kaplan et al. 2020, equation 1.5 */
const kaplan = {
  ofBoth: (c, N, D) => ((c.N_c / N) ** (c.alpha_N / c.alpha_D) + c.D_c / D) ** c.alpha_D,
  terms: (c) => {
    const alpha = c.alpha_N / c.alpha_D;
    return { A: c.N_c ** alpha, B: c.D_c, alpha, beta: 1 };
  },
};

/** @type {OfOne} */
const power = { ofOne: (c, x) => c.A * x ** -c.alpha };

/** @type {OfOne} */
const powerFloor = { ofOne: (c, x) => c.E + c.A * x ** -c.alpha };

/**
 * Caballero et al. 2023, equation 1.
 * @param {number} breaks
 * @returns {OfOne}
 */
function broken(breaks) {
  return {
    ofOne: (c, x) => {
      // In logarithms, so that a sharp break does not overflow.
      let fall = c.c0 * Math.log(x);
      for (let each = 1; each <= breaks; each++) {
        const sharp = c[`f${each}`];
        fall += c[`c${each}`] * sharp * softplus(Math.log(x / c[`d${each}`]) / sharp);
      }
      return c.a + c.b * Math.exp(-fall);
    },
  };
}

/** @param {number} x */
function softplus(x) {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/**
 * Every form by its name. Runs that repeat no data follow Chinchilla's shape in the data-constrained one.
 * @type {Record<string, OfBoth | OfOne>}
 */
export const FORMS = {
  chinchilla, general, kaplan, power, power_floor: powerFloor,
  bnsl1: broken(1), bnsl2: broken(2), data_constrained: chinchilla,
};
