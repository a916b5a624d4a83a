import { draw } from "./drawing.js";
import { begun, laid, step } from "./engine.js";
import { asBytes, asColours } from "./screen.js";

/**
 * A game and the dream of it, begun alike and sent the same keys. The first frames, as many as the
 * network is shown, are the game's own.
 */
export class Pair {
  /** @param {{world: number, board: string, context: number}} start */
  constructor({ world, board, context }) {
    this.game = board ? laid(board, world) : begun(world);
    this.context = context;
    /** @type {number[]} */
    this.keys = [];
    this.pixels = draw(this.game);
    /** @type {Float32Array[]} */
    this.shown = [asColours(this.pixels)];
    this.dreamedPixels = Uint8ClampedArray.from(this.pixels);
  }

  /** How many frames were dreamed. */
  get dreamed() {
    return Math.max(0, this.keys.length - this.context + 1);
  }

  /** Go one step on. @param {number} key @param {import("./dreamer.js").Dreamer} dreamer @returns {Promise<number>} ms */
  async step(key, dreamer) {
    this.game = step(this.game, key);
    this.pixels = draw(this.game);
    this.keys.push(key);
    if (this.shown.length < this.context) {
      this.shown.push(asColours(this.pixels));
      this.dreamedPixels = Uint8ClampedArray.from(this.pixels);
      return 0;
    }
    const { dreamed, took } = await dreamer.dream(this.#joined(), this.context, key);
    this.shown = [...this.shown.slice(1), dreamed];
    this.dreamedPixels = asBytes(dreamed);
    return took;
  }

  #joined() {
    const size = this.shown[0].length;
    const frames = new Float32Array(this.context * size);
    this.shown.forEach((frame, place) => frames.set(frame, place * size));
    return frames;
  }
}
