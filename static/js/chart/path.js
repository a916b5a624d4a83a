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

/**
 * Find the place nearest to a pointer.
 * @param {Place[]} places
 * @param {Place} pointer
 * @param {number} reach in pixels
 * @returns {number} its index, or -1 when none is within reach
 */
export function nearest(places, [x, y], reach) {
  let found = -1;
  let closest = reach;
  places.forEach(([px, py], index) => {
    const distance = Math.hypot(px - x, py - y);
    if (distance < closest) [found, closest] = [index, distance];
  });
  return found;
}
