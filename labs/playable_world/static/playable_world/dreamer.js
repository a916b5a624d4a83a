/** A network that dreams, in a thread of its own. It is loaded when it is first asked for. */

/** WebAssembly of one function that makes a vector: valid only where there is SIMD. */
const SIMD = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11);

/** Whether this browser can run the network. */
export function canDream() {
  return typeof WebAssembly === "object" && WebAssembly.validate(SIMD) && typeof Worker === "function";
}

export class Dreamer {
  /** @param {{worker: string, ort: string, wasm: string}} places */
  constructor(places) {
    this.places = places;
    this.turn = 0;
    /** @type {Worker | null} */
    this.thread = null;
    /** @type {((told: any) => void)[]} */
    this.waiting = [];
  }

  /** Load a network; the runtime too, the first time. @param {{model: string, sha256: string, flow?: number}} network */
  async open({ model, sha256, flow = 0 }) {
    this.thread ??= this.#begin();
    const { ort, wasm } = this.places;
    await this.#ask({ ort, wasm, model, sha256, flow });
  }

  /**
   * Dream the next frame. @param {Float32Array} frames @param {number} context @param {number} key
   * @param {number} frame how many were dreamed before it: its noise follows from that
   * @returns {Promise<{dreamed: Float32Array, took: number}>}
   */
  dream(frames, context, key, frame) {
    return this.#ask({ frames, context, key, frame, turn: this.turn++ });
  }

  close() {
    this.thread?.terminate();
    this.thread = null;
    this.waiting = [];
  }

  #begin() {
    const thread = new Worker(this.places.worker, { type: "module" });
    thread.addEventListener("message", ({ data }) => this.waiting.shift()?.(data));
    thread.addEventListener("error", (event) => this.waiting.shift()?.({ trouble: event.message || "the thread that dreams could not start; load the page again" }));
    return thread;
  }

  /** @param {object} question @returns {Promise<any>} */
  async #ask(question) {
    const told = await new Promise((done) => {
      this.waiting.push(done);
      this.thread?.postMessage(question);
    });
    if (told.trouble) throw new Error(told.trouble);
    return told;
  }
}
