/** A picture that took longer than this is felt under the finger; a shorter one could be finer. */
const SLOW_MS = 40;
const QUICK_MS = 22;
const SLOW_PICTURES = 2;
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

  /** @param {() => void} redraw */
  constructor(redraw) {
    this.redraw = redraw;
  }

  /** To be asked once for each picture. @returns {number} how many of the screen's pixels a pixel is wide */
  next() {
    if (this.resting) return this.#rest();
    const now = performance.now();
    const moves = now < this.movesUntil;
    this.movesUntil = now + 4 * REST_MS;
    requestAnimationFrame(() => this.#took(performance.now() - now));
    clearTimeout(this.timer);
    if (!moves || this.coarse === 1) return 1;
    this.timer = setTimeout(() => {
      this.resting = true;
      this.redraw();
    }, REST_MS);
    return this.coarse;
  }

  #rest() {
    this.resting = false;
    this.movesUntil = -Infinity;
    return 1;
  }

  /** @param {number} ms from one picture to when the next may be drawn */
  #took(ms) {
    this.slow = ms > SLOW_MS ? this.slow + 1 : 0;
    this.quick = ms < QUICK_MS ? this.quick + 1 : 0;
    if (this.slow === SLOW_PICTURES) this.#change(1);
    if (this.quick === QUICK_PICTURES) this.#change(-1);
  }

  /** @param {number} by */
  #change(by) {
    this.coarse = Math.min(Math.max(this.coarse + by, 1), MOST);
    this.slow = this.quick = 0;
  }
}
