/** Frames drawn from noise in a few steps, as flowing.py and chance.py do it. */

const TIMES = [0, 0.15, 0.3, 0.5];
/** @type {Record<number, number[]>} */
const LEVELS = { 1: [0], 4: [0, 1, 2, 3] };
const BYTES = 8;
const SPREAD = 209.02152999254;

/** The levels of so many steps, and which part of the way to the frame it sees each of them goes. @param {number} steps */
export function path(steps) {
  const levels = LEVELS[steps];
  return levels.map((level, place) => {
    const [now, after] = [TIMES[level], place + 1 < levels.length ? TIMES[levels[place + 1]] : 1];
    return { level, share: (after - now) / (1 - now) };
  });
}

/** The noise of a frame, the same for the same numbers. @param {number} game @param {number} frame @param {number} size */
export function noise(game, frame, size) {
  const start = hashed(Math.imul(game, 2654435761) + frame);
  return Float32Array.from({ length: size }, (_, place) => (bytes(start, 2 * place) + bytes(start, 2 * place + 1) - (255 * BYTES) / 2) / SPREAD);
}

/** @param {number} start @param {number} place */
function bytes(start, place) {
  const word = hashed(start + Math.imul(place, 0x9e3779b9));
  return (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
}

/** @param {number} word */
function hashed(word) {
  const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}
