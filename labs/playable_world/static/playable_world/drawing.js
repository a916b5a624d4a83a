/** How a state of the game looks: the same pixels as drawing.py. */

import { SIZE } from "./engine.js";

/** @typedef {import("./engine.js").Game} Game */
/** @typedef {[number, number, number]} Ink */

const FLOOR = /** @type {Ink} */ ([22, 24, 36]);
const DOT = /** @type {Ink} */ ([40, 44, 62]);
const BRICK = /** @type {Ink} */ ([104, 110, 134]);
const JOINT = /** @type {Ink} */ ([72, 77, 98]);
const LIT = /** @type {Ink} */ ([60, 240, 160]);
const UNLIT = /** @type {Ink} */ ([44, 58, 62]);
export const INKS = /** @type {Record<string, Ink>} */ ({
  c: [86, 180, 233], e: [12, 20, 40], f: [236, 96, 22], w: [255, 214, 170], g: [240, 228, 66], r: [168, 142, 20],
});
const BRICKS = ["bbbbbbbj", "bbbbbbbj", "bbbbbbbj", "jjjjjjjj", "bbbjbbbb", "bbbjbbbb", "bbbjbbbb", "jjjjjjjj"];
export const PLAYER = ["cccccc", "cccccc", "ceccec", "ceccec", "cccccc", "cccccc"];
const BALL = ["ffff", "fwwf", "fwff", "ffff"];
export const COIN = [".gg.", "gggr", "gggr", ".rr."];
const LAMPS = [7, 12, 18, 23];

/** Draw a game as red, green and blue bytes, row by row. @param {Game} game */
export function draw(game) {
  const pixels = new Uint8Array(3 * SIZE * SIZE);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const wall = game.solid[(y >> 1) * (SIZE / 2) + (x >> 1)];
      put(pixels, x, y, wall ? brick(x % 8, y % 8) : ground(x % 8, y % 8));
    }
  }
  LAMPS.forEach((at, lamp) => {
    for (let x = 0; x < 4; x++) for (let y = 1; y < 3; y++) put(pixels, 2 * at + x, y, lamp === game.lamp ? LIT : UNLIT);
  });
  game.coins.forEach((coin, each) => game.there[each] && stamp(pixels, COIN, coin));
  stamp(pixels, PLAYER, game.player);
  stamp(pixels, BALL, game.ball);
  return pixels;
}

/** The colour of a wall, by its place in a tile of 8 × 8. @param {number} x @param {number} y */
export function brick(x, y) {
  return BRICKS[y][x] === "b" ? BRICK : JOINT;
}

/** The colour of the floor, by its place in a tile of 8 × 8. @param {number} x @param {number} y */
export function ground(x, y) {
  return x === 4 && y === 4 ? DOT : FLOOR;
}

/** @param {Uint8Array} pixels @param {string[]} sprite @param {[number, number]} place in points of the lattice */
function stamp(pixels, sprite, [x, y]) {
  sprite.forEach((row, down) => [...row].forEach((letter, along) => {
    if (letter !== ".") put(pixels, 2 * x + along, 2 * y + down, INKS[letter]);
  }));
}

/** @param {Uint8Array} pixels @param {number} x @param {number} y @param {Ink} ink */
function put(pixels, x, y, ink) {
  pixels.set(ink, 3 * (y * SIZE + x));
}
