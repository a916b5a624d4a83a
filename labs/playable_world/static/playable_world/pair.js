import { asBytes, asColours } from "./screen.js";
import { ARCADE } from "./worlds.js";

const MOST_SHOWN = 4;

/**
 * A game and the dream of it, begun alike and sent the same keys. The first frames, as many as the
 * network is shown, are the game's own.
 */
export class Pair {
  /** @param {{world: number, board: string, context: number, engine?: import("./worlds.js").World}} start */
  constructor({ world, board, context, engine = ARCADE }) {
    this.engine = engine;
    this.game = engine.begin(world, board);
    this.context = context;
    /** @type {number[]} */
    this.keys = [];
    this.pixels = this.engine.draw(this.game);
    /** @type {Float32Array[]} */
    this.shown = [asColours(this.pixels)];
    this.dreamedPixels = Uint8ClampedArray.from(this.pixels);
    /** How many frames were dreamed. */
    this.dreamed = 0;
  }

  /** Go one step on. @param {number} key @param {import("./dreamer.js").Dreamer} dreamer @returns {Promise<number>} ms */
  async step(key, dreamer) {
    this.game = this.engine.step(this.game, key);
    this.pixels = this.engine.draw(this.game);
    this.keys.push(key);
    if (this.shown.length < this.context) {
      this.shown.push(asColours(this.pixels));
      this.dreamedPixels = Uint8ClampedArray.from(this.pixels);
      return 0;
    }
    const { dreamed, took } = await dreamer.dream(this.#joined(), this.context, key, this.dreamed);
    this.dreamed++;
    this.shown = [...this.shown, dreamed].slice(-MOST_SHOWN);
    this.dreamedPixels = asBytes(dreamed);
    return took;
  }

  #joined() {
    const last = this.shown.slice(-this.context);
    const frames = new Float32Array(this.context * last[0].length);
    last.forEach((frame, place) => frames.set(frame, place * frame.length));
    return frames;
  }
}
