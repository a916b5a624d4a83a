/**
 * Find the place nearest to a pointer.
 * @param {import("./path.js").Place[]} places
 * @param {import("./path.js").Place} pointer
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
