/** @typedef {import("../js/chart/path.js").Place} Place */
/** @typedef {[Place, Place]} Segment */

/** Corners of a cell, clockwise, and which two of them each edge joins. */
const CORNERS = /** @type {const} */ ([[0, 0], [1, 0], [1, 1], [0, 1]]);

/**
 * A surface over a square grid of pixels.
 * @typedef {object} Grid
 * @property {number} steps so many cells a side
 * @property {(column: number, row: number) => Place} place
 * @property {Float64Array} heights row by row, steps + 1 a side
 */

/**
 * @param {number} steps
 * @param {(column: number, row: number) => Place} place
 * @param {(place: Place) => number} height
 * @returns {Grid}
 */
export function gridOf(steps, place, height) {
  const side = steps + 1;
  const heights = new Float64Array(side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) heights[row * side + column] = height(place(column, row));
  }
  return { steps, place, heights };
}

/**
 * The pieces of the line along which the surface has one height (marching squares).
 * @param {Grid} grid @param {number} level
 * @returns {Segment[]}
 */
export function contour({ steps, place, heights }, level) {
  const found = /** @type {Segment[]} */ ([]);
  for (let row = 0; row < steps; row++) {
    for (let column = 0; column < steps; column++) {
      const corners = CORNERS.map(([dx, dy]) => ({
        at: place(column + dx, row + dy), height: heights[(row + dy) * (steps + 1) + column + dx],
      }));
      const crossed = corners.flatMap((corner, index) => crossing(corner, corners[(index + 1) % 4], level));
      for (let each = 0; each + 1 < crossed.length; each += 2) found.push([crossed[each], crossed[each + 1]]);
    }
  }
  return found;
}

/**
 * @param {{at: Place, height: number}} one @param {{at: Place, height: number}} other @param {number} level
 * @returns {Place[]} none or one
 */
function crossing(one, other, level) {
  if (one.height > level === other.height > level) return [];
  const share = (level - one.height) / (other.height - one.height);
  return [[one.at[0] + share * (other.at[0] - one.at[0]), one.at[1] + share * (other.at[1] - one.at[1])]];
}
