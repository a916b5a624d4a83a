/**
 * How long pictures may take, in milliseconds, and how many of the screen's pixels a pixel is wide at rest.
 * @typedef {object} Pace
 * @property {number} slow longer is felt under the finger
 * @property {number} quick a shorter one could be finer
 * @property {number} rest
 * @property {boolean} told whether who draws says how long it took; else it is from one picture to the next
 */

/** @type {Pace} */
export const IN_THE_PAGE = { slow: 40, quick: 22, rest: 1, told: false };

const SLOW_PICTURES = 4;
const QUICK_PICTURES = 30;
const MOST = 3;
const REST_MS = 250;

/**
 * How coarsely a picture is drawn while it moves, where the machine cannot draw it finely in time,
 * as without a graphics processor. At rest it is always fine.
 */
export class Grain {
  /** How many of the screen's pixels a pixel is wide while the picture moves. */
  coarse = 1;
  slow = 0;
  quick = 0;
  /** Until when what is drawn belongs to one movement. */
  movesUntil = -Infinity;
  resting = false;

  /** @param {() => void} redraw @param {Pace} pace */
  constructor(redraw, pace) {
    this.redraw = redraw;
    this.pace = pace;
  }

  /** To be asked once for each picture. @returns {number} how many of the screen's pixels a pixel is wide */
  next() {
    if (this.resting) return this.#rest();
    const now = performance.now();
    const moves = now < this.movesUntil;
    this.movesUntil = now + 4 * REST_MS;
    if (!this.pace.told) requestAnimationFrame(() => this.took(performance.now() - now));
    clearTimeout(this.timer);
    if (!moves || this.coarse === this.pace.rest) return this.pace.rest;
    this.timer = setTimeout(() => {
      this.resting = true;
      this.redraw();
    }, REST_MS);
    return this.coarse;
  }

  #rest() {
    this.resting = false;
    this.movesUntil = -Infinity;
    return this.pace.rest;
  }

  /** @param {number} ms that a picture took */
  took(ms) {
    this.slow = ms > this.pace.slow ? this.slow + 1 : 0;
    this.quick = ms < this.pace.quick ? this.quick + 1 : 0;
    if (this.slow === SLOW_PICTURES) this.#change(1);
    if (this.quick === QUICK_PICTURES) this.#change(-1);
  }

  /** @param {number} by */
  #change(by) {
    this.coarse = Math.min(Math.max(this.coarse + by, 1), MOST);
    this.slow = this.quick = 0;
  }
}
