import { cut } from "./cut.js";

/** Cells a side of a patch, and points that are read of each cell. */
const CELLS = 2;
const FEATURES = CELLS ** 3 * 3;
const ROUNDS = 12;
const SPREAD = 2.2;

/**
 * Colour every token by the first three principal components of its contents.
 * @returns {Uint8ClampedArray} red, green and blue of each
 */
export function tokenColours() {
  const contents = sampled();
  const count = cut.tokens;
  const means = new Float64Array(FEATURES);
  for (let at = 0; at < contents.length; at++) means[at % FEATURES] += contents[at] / count;
  for (let at = 0; at < contents.length; at++) contents[at] -= means[at % FEATURES];
  const spread = covariance(contents, count);
  const colours = new Uint8ClampedArray(3 * count);
  for (let component = 0; component < 3; component++) {
    const { axis, size } = leading(spread, component);
    const deviation = Math.sqrt(size / count) || 1;
    for (let token = 0; token < count; token++) {
      let score = 0;
      for (let each = 0; each < FEATURES; each++) score += axis[each] * contents[token * FEATURES + each];
      colours[3 * token + component] = 128 + (127 * score) / (SPREAD * deviation);
    }
  }
  return colours;
}

/** Read a few pixels of each cell of each token: (tokens, 24). */
function sampled() {
  const { pixels, shape, patch, grid } = cut;
  const contents = new Float32Array(cut.tokens * FEATURES);
  if (!pixels) return contents;
  const { data, frames, height, width } = pixels;
  const near = (/** @type {number} */ place, /** @type {number} */ size, /** @type {number} */ held) =>
    Math.min(Math.floor((place * held) / size), held - 1);
  let at = 0;
  for (let token = 0; token < grid[0] * grid[1] * grid[2]; token++) {
    const [t, y, x] = cut.place(token);
    for (let cell = 0; cell < CELLS ** 3; cell++) {
      let [r, g, b] = [0, 0, 0];
      for (let point = 0; point < 4; point++) {
        const dy = ((cell >> 1) & 1) * 0.5 + (point >> 1) * 0.25 + 0.125;
        const dx = (cell & 1) * 0.5 + (point & 1) * 0.25 + 0.125;
        const frame = Math.min(Math.floor((t + (cell >> 2) * 0.5 + 0.25) * patch[0]), frames - 1);
        const row = near((y + dy) * patch[1], shape[1], height);
        const column = near((x + dx) * patch[2], shape[2], width);
        const from = ((frame * height + row) * width + column) * 4;
        r += data[from];
        g += data[from + 1];
        b += data[from + 2];
      }
      contents[at++] = r;
      contents[at++] = g;
      contents[at++] = b;
    }
  }
  return contents;
}

/** @param {Float32Array} contents @param {number} count */
function covariance(contents, count) {
  const spread = new Float64Array(FEATURES * FEATURES);
  for (let token = 0; token < count; token++) {
    const start = token * FEATURES;
    for (let i = 0; i < FEATURES; i++) {
      const value = contents[start + i];
      if (value === 0) continue;
      for (let j = 0; j < FEATURES; j++) spread[i * FEATURES + j] += value * contents[start + j];
    }
  }
  return spread;
}

/**
 * Find the leading axis by power iteration, and take it out of the matrix.
 * @param {Float64Array} spread @param {number} component
 */
function leading(spread, component) {
  let axis = Float64Array.from({ length: FEATURES }, (_, each) => (each % 3 === component ? 1 : 0.1));
  let size = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(FEATURES);
    for (let i = 0; i < FEATURES; i++) for (let j = 0; j < FEATURES; j++) next[i] += spread[i * FEATURES + j] * axis[j];
    size = Math.hypot(...next);
    axis = next.map((each) => each / (size || 1));
  }
  if (axis.reduce((sum, each) => sum + each, 0) < 0) axis = axis.map((each) => -each);
  for (let i = 0; i < FEATURES; i++) for (let j = 0; j < FEATURES; j++) spread[i * FEATURES + j] -= size * axis[i] * axis[j];
  return { axis, size };
}
