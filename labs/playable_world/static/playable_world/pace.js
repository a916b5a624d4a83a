const SECOND = 1000;
/** How long what is said of a frame stays, in ms: nobody reads sooner, and a page is laid out anew for each. */
const STAYS = 200;

/** Keeps frames to a speed, and counts how many were shown within the last second. */
export class Pace {
  due = performance.now();
  /** When the last frames were shown. @type {number[]} */ ticks = [];
  /** When something was last said of one. */ told = -STAYS;

  /**
   * Wait until the next frame is due, and the screen ready for it. Of time that was lost one frame is
   * made up for, so that a slow beginning makes nothing faster than it should be.
   * @param {number} speed frames a second
   */
  async wait(speed) {
    const frame = SECOND / speed;
    this.due = Math.max(this.due + frame, performance.now() - frame);
    const early = this.due - performance.now();
    if (early > 0) await new Promise((done) => setTimeout(done, early)); // a timer of 0 would take 4 ms, too
    await new Promise((done) => requestAnimationFrame(done));
  }

  /** Count a frame that is shown now. @returns {number} frames a second */
  count() {
    const now = performance.now();
    this.ticks = [...this.ticks.filter((each) => now - each < SECOND), now];
    return this.ticks.length > 1 ? ((this.ticks.length - 1) * SECOND) / (now - this.ticks[0]) : 0;
  }

  /** Whether it is time again to say something of a frame. */
  isToTell() {
    const now = performance.now();
    if (now - this.told < STAYS) return false;
    this.told = now;
    return true;
  }
}
