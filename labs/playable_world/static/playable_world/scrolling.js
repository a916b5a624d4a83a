/** The world that is larger than the view: the same rules, random numbers and pixels as scrolling.py. */

import { COIN, INKS, PLAYER, brick, ground } from "./drawing.js";
import { SIZE, drawn, moved, seeded, touches } from "./engine.js";

const ACROSS = 15;
const WIDE = 4 * ACROSS + 4;
const BLOCKS = 30;
const TREASURES = 26;
/** Where the player stands in the view, in pixels from its upper left corner. */
const MIDDLE = 28;

/**
 * @typedef {object} Walk
 * @property {Uint8Array} solid where a wall is, by row and column of the world's points
 * @property {[number, number][]} coins
 * @property {boolean[]} there which coins have not been taken
 * @property {[number, number]} player
 */

/** Begin the game of a seed. @param {number} seed @returns {Walk} */
export function begun(seed) {
  const from = { chance: seeded(seed) };
  const cells = Array.from({ length: ACROSS * ACROSS }, (_, each) => each);
  for (let place = 0; place < BLOCKS + TREASURES + 1; place++) {
    const other = place + drawn(from, ACROSS * ACROSS - place);
    [cells[place], cells[other]] = [cells[other], cells[place]];
  }
  const corners = cells.map((cell) => /** @type {[number, number]} */ ([2 + 4 * (cell % ACROSS), 2 + 4 * Math.floor(cell / ACROSS)]));
  const coins = corners.slice(BLOCKS, BLOCKS + TREASURES).map(([x, y]) => /** @type {[number, number]} */ ([x + 1, y + 1]));
  return { solid: walled(corners.slice(0, BLOCKS)), coins, there: coins.map(() => true), player: corners[BLOCKS + TREASURES] };
}

/** Let a game go one step on. @param {Walk} walk @param {number} key @returns {Walk} */
export function step(walk, key) {
  const player = moved(walk.solid, walk.player, key);
  return { ...walk, player, there: walk.there.map((left, coin) => left && !touches(player, walk.coins[coin])) };
}

/** Draw what the view shows as red, green and blue bytes, row by row. @param {Walk} walk */
export function draw(walk) {
  const pixels = new Uint8Array(3 * SIZE * SIZE);
  const [left, top] = walk.player.map((at) => 2 * at - MIDDLE);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const [across, down] = [left + x, top + y];
      const wall = isWall(walk.solid, across >> 1, down >> 1);
      pixels.set(wall ? brick(across & 7, down & 7) : ground(across & 7, down & 7), 3 * (y * SIZE + x));
    }
  }
  walk.coins.forEach(([x, y], each) => walk.there[each] && stamp(pixels, COIN, 2 * x - left, 2 * y - top));
  stamp(pixels, PLAYER, MIDDLE, MIDDLE);
  return pixels;
}

/** @param {Uint8Array} solid @param {number} x @param {number} y */
function isWall(solid, x, y) {
  return x < 0 || y < 0 || x >= WIDE || y >= WIDE || solid[y * WIDE + x];
}

/** @param {Uint8Array} pixels @param {string[]} sprite @param {number} x @param {number} y in pixels of the view */
function stamp(pixels, sprite, x, y) {
  sprite.forEach((row, down) => [...row].forEach((letter, along) => {
    const inside = x + along >= 0 && x + along < SIZE && y + down >= 0 && y + down < SIZE;
    if (inside && letter !== ".") pixels.set(INKS[letter], 3 * ((y + down) * SIZE + x + along));
  }));
}

/** @param {[number, number][]} blocks */
function walled(blocks) {
  const solid = new Uint8Array(WIDE * WIDE);
  const edge = (/** @type {number} */ at) => at < 2 || at >= WIDE - 2;
  for (let at = 0; at < solid.length; at++) solid[at] = Number(edge(at % WIDE) || edge(Math.floor(at / WIDE)));
  for (const [x, y] of blocks) {
    for (let down = 0; down < 4; down++) solid.fill(1, (y + down) * WIDE + x, (y + down) * WIDE + x + 4);
  }
  return solid;
}
