/** The two worlds that can be played: each begins a game, lets it go on, and draws it. */

import { draw } from "./drawing.js";
import { begun, laid, step } from "./engine.js";
import * as scrolling from "./scrolling.js";

/**
 * @typedef {object} World
 * @property {(seed: number, board: string) => any} begin
 * @property {(game: any, key: number) => any} step
 * @property {(game: any) => Uint8Array} draw
 */

/** @type {World} */
export const ARCADE = { begin: (seed, board) => (board ? laid(board, seed) : begun(seed)), step, draw };

/** @type {World} */
export const SCROLLING = { begin: (seed) => scrolling.begun(seed), step: scrolling.step, draw: scrolling.draw };
