/**
 * A mapping between values and pixels.
 * @typedef {object} Scale
 * @property {[number, number]} domain
 * @property {[number, number]} range
 * @property {(value: number) => number} at where a value lies, in pixels
 * @property {(pixel: number) => number} value what lies at a pixel
 */

/**
 * @param {[number, number]} domain
 * @param {[number, number]} range
 * @returns {Scale}
 */
export function linear(domain, range) {
  const slope = (range[1] - range[0]) / (domain[1] - domain[0] || 1);
  return {
    domain,
    range,
    at: (value) => range[0] + (value - domain[0]) * slope,
    value: (pixel) => domain[0] + (pixel - range[0]) / slope,
  };
}

/**
 * @param {[number, number]} domain both ends above zero
 * @param {[number, number]} range
 * @returns {Scale}
 */
export function logarithmic(domain, range) {
  const inner = linear([Math.log(domain[0]), Math.log(domain[1])], range);
  return {
    domain,
    range,
    at: (value) => inner.at(Math.log(value)),
    value: (pixel) => Math.exp(inner.value(pixel)),
  };
}
