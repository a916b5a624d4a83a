/**
 * How the clip stands in the picture. Lengths are in heights of the clip; what points away from
 * the reader has a positive third number.
 * @typedef {[number, number, number]} Vector right, down, away
 */

/** How deep the whole clip stands, in its heights, before it is exploded. */
const DEPTH = 1.25;

export class Camera {
  yaw = 0.56;
  pitch = 0.42;
  explode = 0.35;
  /** The first slab of patches that is shown. */
  slice = 0;

  /** @param {number} yaw @param {number} pitch */
  turn(yaw, pitch) {
    this.yaw = Math.min(Math.max(this.yaw + yaw, -1.3), 1.3);
    this.pitch = Math.min(Math.max(this.pitch + pitch, -1.2), 1.2);
  }

  /** What one step along time, height and width is in the picture. @returns {[Vector, Vector, Vector]} */
  get axes() {
    const [c, s] = [Math.cos(this.yaw), Math.sin(this.yaw)];
    const [p, q] = [Math.cos(this.pitch), Math.sin(this.pitch)];
    return [[s, -c * q, c * p], [0, p, q], [c, s * q, -s * p]];
  }

  /** The length of a frame, a row and a column. @param {import("./cut.js").Triple} shape */
  units([frames, height]) {
    return [DEPTH / frames, 1 / height, 1 / height];
  }

  /**
   * The size of the whole cut, exploded.
   * @param {typeof import("./cut.js").cut} cut
   */
  size(cut) {
    const units = this.units(cut.shape);
    return cut.grid.map((count, axis) => (count + (count - 1) * this.explode) * cut.patch[axis] * units[axis]);
  }

  /**
   * Where a patch begins, from the middle of the whole.
   * @param {typeof import("./cut.js").cut} cut @param {import("./cut.js").Triple} place
   */
  start(cut, place) {
    const [units, size] = [this.units(cut.shape), this.size(cut)];
    return place.map((count, axis) => count * (1 + this.explode) * cut.patch[axis] * units[axis] - size[axis] / 2);
  }

  /** @param {number[]} point along time, height and width @returns {Vector} */
  at(point) {
    const { axes } = this;
    const sum = (/** @type {number} */ way) => point.reduce((all, step, axis) => all + step * axes[axis][way], 0);
    return [sum(0), sum(1), sum(2)];
  }

  /** How wide and high a block of this size is in the picture. @param {number[]} size */
  extent(size) {
    const { axes } = this;
    return [0, 1].map((way) => size.reduce((all, length, axis) => all + Math.abs(length * axes[axis][way]), 0));
  }
}

/**
 * Find the patch under the pointer: the nearest box that the ray into the picture meets.
 * @param {Camera} camera @param {typeof import("./cut.js").cut} cut
 * @param {[number, number]} pointer from the middle of the cut, in its heights
 * @returns {number} its token, or -1
 */
export function pick(camera, cut, pointer) {
  const { axes } = camera;
  // The axes are orthonormal, so a point's coordinates are its products with them.
  const origin = axes.map((axis) => axis[0] * pointer[0] + axis[1] * pointer[1]);
  const ray = axes.map((axis) => axis[2]);
  const units = camera.units(cut.shape);
  let [found, nearest] = [-1, Infinity];
  for (let token = 0; token < cut.tokens; token++) {
    const place = cut.place(token);
    if (place[0] < camera.slice) continue;
    const start = camera.start(cut, place);
    let [enter, leave] = [-Infinity, Infinity];
    for (let axis = 0; axis < 3; axis++) {
      const length = cut.patch[axis] * units[axis];
      const one = (start[axis] - origin[axis]) / (ray[axis] || 1e-9);
      const other = (start[axis] + length - origin[axis]) / (ray[axis] || 1e-9);
      enter = Math.max(enter, Math.min(one, other));
      leave = Math.min(leave, Math.max(one, other));
    }
    if (enter <= leave && enter < nearest) [found, nearest] = [token, enter];
  }
  return found;
}
