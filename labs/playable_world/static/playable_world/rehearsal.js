import { whenChanged, whenNear } from "../js/chart/watch.js";
import { keysOf } from "./plays.js";
import { Recording } from "./recording.js";
import { Screen } from "./screen.js";
import { SCROLLING } from "./worlds.js";

const CHOICE_MS = 200;
const ARROWS = ["·", "↑", "↓", "←", "→"];

/** A controller at play: the game run again by its engine from world and keys, beside frames of the dream. */
class DreamRehearsal extends HTMLElement {
  connectedCallback() {
    this.range = /** @type {HTMLInputElement} */ (this.querySelector("input"));
    this.button = /** @type {HTMLButtonElement} */ (this.querySelector("button"));
    this.said = /** @type {HTMLElement} */ (this.querySelector("[role=status]"));
    const [game, dream] = [...this.querySelectorAll("canvas")].map((canvas) => new Screen(canvas));
    this.screens = { game, dream };
    this.range.addEventListener("input", () => { this.stop(); this.show(); });
    this.button.addEventListener("click", () => (this.timer ? this.stop() : this.run()));
    const list = /** @type {HTMLElement} */ (this.querySelector(".performed-list"));
    this.stops = [whenChanged([list], () => this.open()), whenNear([this], () => this.open())];
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
    this.stop();
  }

  /** Read the newest play. */
  async open() {
    const sheet = /** @type {HTMLImageElement | null} */ (this.querySelector("img.rehearsal-sheet"));
    if (!sheet) return;
    sheet.loading = "eager";
    try {
      await sheet.decode();
    } catch {
      return;
    }
    if (!sheet.isConnected || !this.range) return;
    const { columns, frames, held, world, keys = "", dreamedKeys = "" } = sheet.dataset;
    this.recording = new Recording(sheet, Number(columns));
    this.states = [SCROLLING.begin(Number(world), "")];
    this.keys = keysOf(keys).filter((_, at) => at % Number(held) === 0);
    this.dreamedKeys = keysOf(dreamedKeys).filter((_, at) => at % Number(held) === 0);
    for (const key of this.keys) {
      let state = this.states[this.states.length - 1];
      for (let step = 0; step < Number(held); step++) state = SCROLLING.step(state, key);
      this.states.push(state);
    }
    this.range.max = String(Number(frames) - 1);
    this.show();
  }

  show() {
    if (!this.states || !this.recording || !this.range || !this.said) return;
    const at = Number(this.range.value);
    const state = this.states[at];
    const taken = left(this.states[0]) - left(state);
    this.screens?.game.show(SCROLLING.draw(state));
    this.screens?.dream.show(this.recording.frame(at));
    const pressed = at ? `, pressed ${ARROWS[this.keys?.[at - 1] ?? 0]} in the game and ${ARROWS[this.dreamedKeys?.[at - 1] ?? 0]} in the dream` : "";
    this.said.textContent = `Choice ${at} of ${this.range.max}${pressed}; ${taken} coin${taken === 1 ? "" : "s"} taken in the game.`;
  }

  run() {
    const { range, button } = this;
    if (!range || !button) return;
    if (range.value === range.max) range.value = "0";
    button.setAttribute("aria-pressed", "true");
    this.timer = setInterval(() => {
      range.value = String(Number(range.value) + 1);
      this.show();
      if (range.value === range.max) this.stop();
    }, CHOICE_MS);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.button?.setAttribute("aria-pressed", "false");
  }
}

/** @param {{there: ArrayLike<boolean | number>}} state */
function left(state) {
  return Array.from(state.there).filter(Boolean).length;
}

customElements.define("dream-rehearsal", DreamRehearsal);
