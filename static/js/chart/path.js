/** @typedef {[number, number]} Place x and y, in pixels */

/**
 * The `d` of a line through places.
 * @param {Place[]} places
 */
export function line(places) {
  return places.map(([x, y], index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

/**
 * The `d` of the area between two lines.
 * @param {Place[]} upper
 * @param {Place[]} lower
 */
export function band(upper, lower) {
  return upper.length ? `${line([...upper, ...lower.toReversed()])}Z` : "";
}
