/** Cells a side of a patch, and points that are read of each cell. */
const CELLS = 2;
const FEATURES = CELLS ** 3 * 3;
const ROUNDS = 12;
const SPREAD = 2.2;

/** So many tokens tell the axes well enough to colour all by them. */
const TELLING = 1024;

/** @typedef {import("./cut.js").Triple} Triple */
/** @typedef {{data: Uint8ClampedArray, frames: number, height: number, width: number}} Frames as they are held, RGBA */
/** @typedef {{shape: Triple, patch: Triple, grid: Triple, tokens: number}} Patches */

/**
 * Colour every token by the first three principal components of its contents.
 * @param {Frames} frames @param {Patches} patches
 * @returns {Uint8ClampedArray} red, green and blue of each
 */
export function tokenColours(frames, patches) {
  const contents = sampled(frames, patches);
  const count = contents.length / FEATURES;
  centre(contents, count);
  const stride = Math.ceil(count / TELLING);
  const spread = covariance(contents, count, stride);
  const [red, green, blue] = [0, 1, 2].map((component) => scaledAxis(spread, component, Math.ceil(count / stride)));
  const colours = new Uint8ClampedArray(3 * count);
  for (let token = 0, start = 0; token < count; token++, start += FEATURES) {
    let [r, g, b] = [128, 128, 128];
    for (let each = 0; each < FEATURES; each++) {
      const value = contents[start + each];
      r += red[each] * value;
      g += green[each] * value;
      b += blue[each] * value;
    }
    colours[3 * token] = r;
    colours[3 * token + 1] = g;
    colours[3 * token + 2] = b;
  }
  return colours;
}

/**
 * An axis so long that its scores fill a colour's bytes.
 * @param {Float64Array} spread @param {number} component @param {number} count
 */
function scaledAxis(spread, component, count) {
  const { axis, size } = leading(spread, component);
  const deviation = Math.sqrt(size / count) || 1;
  return axis.map((each) => (127 * each) / (SPREAD * deviation));
}

/** Take its mean from every feature. @param {Float32Array} contents @param {number} count */
function centre(contents, count) {
  const means = new Float64Array(FEATURES);
  for (let start = 0; start < contents.length; start += FEATURES)
    for (let each = 0; each < FEATURES; each++) means[each] += contents[start + each] / count;
  for (let start = 0; start < contents.length; start += FEATURES)
    for (let each = 0; each < FEATURES; each++) contents[start + each] -= means[each];
}

/** Read a few pixels of each cell of each token: (tokens, 24). @param {Frames} held @param {Patches} patches */
function sampled({ data, frames, height, width }, { shape, patch, grid, tokens }) {
  const contents = new Float32Array(tokens * FEATURES);
  const [slabs, lines, places] = grid;
  const times = points(slabs, CELLS, (place) => Math.floor(place * patch[0]), frames);
  const rows = points(lines, 2 * CELLS, (place) => Math.floor((place * patch[1] * height) / shape[1]), height);
  const columns = points(places, 2 * CELLS, (place) => Math.floor((place * patch[2] * width) / shape[2]), width);
  let at = 0;
  for (let t = 0; t < slabs; t++) for (let y = 0; y < lines; y++) for (let x = 0; x < places; x++) {
    for (let cell = 0; cell < CELLS ** 3; cell++) {
      const frame = times[CELLS * t + (cell >> 2)] * height;
      const row = 2 * (CELLS * y + ((cell >> 1) & 1));
      const column = 2 * (CELLS * x + (cell & 1));
      let [r, g, b] = [0, 0, 0];
      for (let point = 0; point < 4; point++) {
        const from = ((frame + rows[row + (point >> 1)]) * width + columns[column + (point & 1)]) * 4;
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

/**
 * Where the points along one side of all patches lie in the pixels that are held.
 * @param {number} patches @param {number} each points in a patch
 * @param {(place: number) => number} held @param {number} size
 */
function points(patches, each, held, size) {
  return Int32Array.from({ length: patches * each }, (_, point) => Math.min(held((point + 0.5) / each), size - 1));
}

/** Of every so manieth token. @param {Float32Array} contents @param {number} count @param {number} stride */
function covariance(contents, count, stride) {
  const spread = new Float64Array(FEATURES * FEATURES);
  for (let token = 0; token < count; token += stride) {
    const start = token * FEATURES;
    for (let i = 0; i < FEATURES; i++) {
      const value = contents[start + i];
      for (let j = i; j < FEATURES; j++) spread[i * FEATURES + j] += value * contents[start + j];
    }
  }
  for (let i = 0; i < FEATURES; i++) for (let j = 0; j < i; j++) spread[i * FEATURES + j] = spread[j * FEATURES + i];
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
