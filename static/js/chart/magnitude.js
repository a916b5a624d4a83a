/** So many steps of viridis have a class, `magnitude-0` (small) to `magnitude-11`. */
const STEPS = 12;

/**
 * The class that colours a value by its place in a logarithmic range.
 * @param {number} value
 * @param {[number, number]} range
 */
export function magnitude(value, [low, high]) {
  const share = high > low ? Math.log(value / low) / Math.log(high / low) : 0.5;
  const step = Math.round(Math.min(Math.max(share, 0), 1) * (STEPS - 1));
  return `magnitude-${step}`;
}
