import { keysOf } from "./plays.js";
import { Recording } from "./recording.js";
import { ARCADE, SCROLLING } from "./worlds.js";

const FRAME_MS = 50;
const MOST_RUN = 90;

/** @typedef {{pixels: Uint8ClampedArray | Uint8Array, dreamed: Uint8ClampedArray, said: string}} Moment */

/** What a worker dreamed, beside the game it was dreamed of: run through once, and then a slider. */
export class Playback {
  /**
   * @param {HTMLInputElement} scrub
   * @param {() => import("./wording.js").Wording} wording
   * @param {(moment: Moment) => void} show
   */
  constructor(scrub, wording, show) {
    this.scrub = scrub;
    this.wording = wording;
    this.show = show;
    scrub.addEventListener("input", () => {
      this.touched = document.activeElement === scrub;
      this.#draw();
    });
  }

  /**
   * Show another sheet of frames. Motion is left out where it is unwelcome.
   * @param {HTMLImageElement} sheet that is decoded
   * @param {() => boolean} over whether something else is shown meanwhile
   */
  open(sheet, over) {
    const { columns, frames, context, world, board = "", keys = "", said = "", scrolling } = sheet.dataset;
    const engine = scrolling ? SCROLLING : ARCADE;
    this.recording = new Recording(sheet, Number(columns));
    this.past = { context: Number(context), keys: keysOf(keys), said, engine, start: engine.begin(Number(world), board) };
    this.over = over;
    this.touched = document.activeElement === this.scrub;
    this.scrub.max = frames ?? "1";
    this.scrub.value = matchMedia("(prefers-reduced-motion: reduce)").matches ? this.scrub.max : "1";
    this.#draw();
    this.#run();
  }

  #run() {
    const mine = this.recording;
    const last = Math.min(Number(this.scrub.max), MOST_RUN);
    const timer = setInterval(() => {
      const at = Number(this.scrub.value);
      if (this.recording !== mine || this.over?.() || at >= last || this.touched) return clearInterval(timer);
      this.scrub.value = String(at + 1);
      this.#draw();
    }, FRAME_MS);
  }

  #draw() {
    if (!this.past || !this.recording || this.over?.()) return;
    const frame = Number(this.scrub.value);
    const { keys, context, start, said, engine } = this.past;
    const game = keys.slice(0, context - 1 + frame).map((key) => this.wording().toGame(key)).reduce(engine.step, start);
    this.show({ pixels: engine.draw(game), dreamed: this.recording.frame(frame - 1), said: `${said} Frame ${frame} of ${this.scrub.max}.` });
  }
}
