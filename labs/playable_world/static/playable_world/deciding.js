import { route } from "./autopilot.js";
import { Pressing } from "./pressing.js";

/** Who decides on the next key: a replay, the one who plays by itself, or the player. */
export class Deciding {
  pressing = new Pressing();
  alone = false;
  /** The keys of the one who plays by itself. @type {number[]} */ ahead = [];
  /** The keys of a replay that are still to come. @type {number[] | null} */ replaying = null;

  /** Take the next key; below 0 where a replay is over. @param {import("./engine.js").Game} game */
  take(game) {
    if (this.replaying) {
      const key = this.replaying.shift();
      if (key === undefined) this.replaying = null;
      return key ?? -1;
    }
    if (this.alone) {
      if (!this.ahead.length) this.ahead = route(game);
      return this.ahead.shift() ?? 0;
    }
    return this.pressing.take();
  }

  /** Play by itself, or leave it to the player. @param {boolean} alone */
  leave(alone) {
    this.alone = alone;
    this.ahead = [];
  }
}
