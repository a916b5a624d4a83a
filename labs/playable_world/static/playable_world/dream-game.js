import { announce } from "../js/announce.js";
import { whenNear } from "../js/chart/watch.js";
import { read, write } from "../js/settings.js";
import { route } from "./autopilot.js";
import { Dreamer, canDream } from "./dreamer.js";
import { FIRST_WORLD } from "./engine.js";
import { Pair } from "./pair.js";
import { keysOf, textOf } from "./plays.js";
import { Pressing } from "./pressing.js";
import { Recording } from "./recording.js";
import { Screen, difference } from "./screen.js";
import { give } from "./taking.js";
import { ARCADE, SCROLLING } from "./worlds.js";

const MOST_KEPT = 400;
const REPLAY_MS = 50;
const SECOND = 1000;

/** The game and the dream of it side by side: played here, or as a worker dreamed it. */
class DreamGame extends HTMLElement {
  connectedCallback() {
    const { worker = "", ort = "", wasm = "" } = this.dataset;
    this.dreamer = new Dreamer({ worker, ort, wasm });
    this.pressing = new Pressing();
    this.game = new Screen(this.#canvas("game"));
    this.dream = new Screen(this.#canvas("dream"));
    this.apart = new Screen(this.#canvas("apart"));
    /** @type {Pair | null} */
    this.pair = null;
    this.playing = false;
    this.alone = false;
    /** @type {number[]} */
    this.ahead = [];
    /** @type {number[]} */
    this.ticks = [];
    this.#dress();
    this.#follow();
    this.stop = whenNear([this], () => this.showRecording());
  }

  disconnectedCallback() {
    this.playing = false;
    this.dreamer?.close();
    this.stop?.();
    this.watching?.disconnect();
  }

  /** @param {string} name */
  #canvas(name) {
    return /** @type {HTMLCanvasElement} */ (this.querySelector(`canvas[data-screen="${name}"]`));
  }

  /** @template {HTMLElement} T @param {string} name @returns {T} */
  part(name) {
    return /** @type {T} */ (this.querySelector(`[data-part="${name}"]`));
  }

  /** A setting of the page's form, or what the page without a form shows. @param {string} name */
  setting(name) {
    const control = this.#control(name);
    return control ? read(control) : this.dataset[name] ?? "";
  }

  /** @param {string} name @param {string} value */
  set(name, value) {
    const control = this.#control(name);
    if (!control) return;
    write(control, value);
    control.querySelector("[name]")?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** @param {string} name */
  #control(name) {
    return /** @type {HTMLElement | null} */ (document.querySelector(`form.controls .control[data-name="${name}"]`));
  }

  #dress() {
    const screens = this.part("screens");
    for (const type of ["keydown", "keyup"]) screens.addEventListener(type, (event) => this.#hear(/** @type {KeyboardEvent} */ (event)));
    screens.addEventListener("blur", () => this.pressing.release());
    for (const button of this.querySelectorAll("[data-key]")) this.pressing.dress(/** @type {HTMLElement} */ (button), Number(/** @type {HTMLElement} */ (button).dataset.key));
    const does = /** @type {Record<string, () => void>} */ ({
      play: () => (this.playing ? this.pause() : this.play()), alone: () => this.goAlone(), again: () => this.again(), fresh: () => this.fresh(),
      replay: () => this.replay(), keep: () => this.keep(), difference: () => this.toggleDifference(), forget: () => this.set("play", ""),
    });
    this.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"));
      if (button) does[button.dataset.do ?? ""]?.();
    });
    this.part("scrub").addEventListener("input", () => this.showFrame());
    this.part("network").addEventListener("change", () => this.choose(/** @type {HTMLSelectElement} */ (this.part("network")).value));
    this.part("age").addEventListener("input", () => this.choose(this.ages[Number(/** @type {HTMLInputElement} */ (this.part("age")).value)]));
    if (canDream()) return;
    this.part("unable").hidden = false;
  }

  /** Follow what changes elsewhere: the settings, and the sheets that come from workers. */
  #follow() {
    this.#list();
    document.querySelector("form.controls")?.addEventListener("change", () => this.#settle());
    this.watching = new MutationObserver(() => this.showRecording());
    const slot = this.querySelector("[id$='-dreamed']");
    if (slot) this.watching.observe(slot, { childList: true, subtree: true });
    this.#settle();
  }

  /** Offer the networks that the page knows: all of them in a list, the ages on a slider. */
  #list() {
    this.networks = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-model]")]);
    const ages = this.networks.filter(({ dataset }) => dataset.kind === "age").sort((a, b) => Number(a.dataset.steps) - Number(b.dataset.steps));
    this.ages = ages.map(({ dataset }) => dataset.preset ?? "");
    const select = /** @type {HTMLSelectElement} */ (this.part("network"));
    select.replaceChildren(...this.networks.map(({ dataset, textContent }) => new Option(textContent?.trim(), dataset.preset)));
    /** @type {HTMLInputElement} */ (this.part("age")).max = String(this.ages.length - 1);
  }

  #settle() {
    const preset = this.preset;
    /** @type {HTMLSelectElement} */ (this.part("network")).value = preset;
    const place = this.ages.indexOf(preset);
    const age = /** @type {HTMLInputElement} */ (this.part("age"));
    if (place >= 0) age.value = String(place);
    age.setAttribute("aria-valuetext", place < 0 ? "another recipe" : `${this.network?.dataset.steps} steps of training`);
    this.querySelector("board-editor")?.toggleAttribute("hidden", this.engine === SCROLLING);
    for (const each of ["replay", "forget"]) this.querySelector(`[data-do="${each}"]`)?.toggleAttribute("hidden", !this.setting("play"));
  }

  get preset() {
    return this.chosen ?? (this.setting("preset") || "best");
  }

  get network() {
    return this.networks?.find(({ dataset }) => dataset.preset === this.preset);
  }

  /** Let another network dream on, from the frames that were dreamed last. @param {string} preset */
  async choose(preset) {
    this.chosen = this.#control("preset") ? undefined : preset;
    this.set("preset", preset);
    this.#settle();
    if (!this.pair) return;
    if (this.pair.engine !== this.engine) return void (this.playing ? this.again() : this.#leave());
    const went = this.playing;
    this.playing = false;
    await this.#open();
    this.pair.context = this.context;
    if (went) this.#go();
  }

  /** End a play in a world that the chosen network does not know. */
  #leave() {
    this.pair = null;
    this.#say("Another world, another network. Press Play.");
    this.#mark();
  }

  get engine() {
    return this.network?.dataset.world === "scrolling" ? SCROLLING : ARCADE;
  }

  async #open() {
    const { model = "", sha256 = "", flow } = this.network?.dataset ?? {};
    await this.dreamer?.open({ model, sha256, flow: Number(flow ?? 0) });
  }

  /** @param {KeyboardEvent} event */
  #hear(event) {
    if (this.pressing?.hears(event)) {
      event.preventDefault();
      event.stopPropagation();
      if (event.type === "keydown") {
        this.alone = false;
        this.ahead = [];
        if (!this.playing) this.play();
      }
    } else if (event.key === " ") {
      event.preventDefault();
      event.stopPropagation();
      if (event.type === "keydown" && !event.repeat) this.playing ? this.pause() : this.play();
    }
  }

  async play() {
    if (this.playing || this.opening) return;
    this.part("screens").focus({ preventScroll: true });
    this.opening = true;
    try {
      if (!this.pair) await this.#begin();
      if (canDream()) this.#go();
      else this.#playAlone();
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error));
    } finally {
      this.opening = false;
    }
  }

  async #begin() {
    if (canDream()) {
      this.#say("Fetching the network and what runs it: about 4 MB, once.");
      await this.#open();
    }
    this.pair = new Pair({ world: this.world, board: this.setting("board"), context: this.context, engine: this.engine });
    this.part("past").hidden = true;
  }

  /** Whether a play is under way, or rests: an answer to a changed setting must not end it. */
  get busy() {
    return this.playing || this.opening || Boolean(this.pair && canDream());
  }

  get context() {
    return Number(this.network?.dataset.context ?? 2);
  }

  get world() {
    return FIRST_WORLD + Number(this.setting("seed") || 0);
  }

  #go() {
    if (this.playing) return;
    this.playing = true;
    this.ticks = [];
    this.#mark();
    this.#loop();
  }

  pause() {
    this.playing = false;
    this.alone = false;
    this.#mark();
  }

  async #loop() {
    const pair = this.pair;
    let due = performance.now();
    while (this.playing && this.isConnected && pair) {
      const key = this.#key();
      if (key < 0) break;
      const took = await pair.step(key, /** @type {Dreamer} */ (this.dreamer));
      due = Math.max(due + SECOND / Number(/** @type {HTMLSelectElement} */ (this.part("speed")).value), performance.now() - SECOND);
      await new Promise((done) => setTimeout(done, Math.max(0, due - performance.now())));
      await new Promise((done) => requestAnimationFrame(done));
      if (this.pair !== pair) return; // another play began meanwhile, and has a loop of its own
      this.#show(took);
    }
    this.pause();
  }

  /** The next key: of a replay, of the one who plays by itself, or of the player. */
  #key() {
    if (this.replaying) {
      const key = this.replaying.shift();
      if (key === undefined) this.replaying = null;
      return key ?? -1;
    }
    if (this.alone && this.pair) {
      if (!this.ahead.length) this.ahead = route(this.pair.game);
      return this.ahead.shift() ?? 0;
    }
    return this.pressing?.take() ?? 0;
  }

  /** @param {number} took ms */
  #show(took) {
    const pair = /** @type {Pair} */ (this.pair);
    const now = performance.now();
    this.ticks = [...this.ticks.filter((each) => now - each < SECOND), now];
    this.game?.show(pair.pixels);
    this.dream?.show(pair.dreamedPixels);
    const { pixels, squared } = difference(pair.pixels, pair.dreamedPixels);
    this.apart?.show(pixels);
    const rate = this.ticks.length > 1 ? ((this.ticks.length - 1) * SECOND) / (now - this.ticks[0]) : 0;
    const psnr = squared ? `${(-10 * Math.log10(squared)).toFixed(1)} dB` : "the same";
    this.part("said").textContent = `frame ${pair.dreamed} · ${rate.toFixed(0)} frames a second · each dreamed in ${took.toFixed(0)} ms · against the game: ${psnr}`;
    this.dataset.frame = String(pair.dreamed);
  }

  #mark() {
    const button = /** @type {HTMLElement} */ (this.querySelector('[data-do="play"]'));
    button.textContent = this.playing ? "Pause" : "Play";
    this.querySelector('[data-do="alone"]')?.setAttribute("aria-pressed", String(this.alone));
    this.querySelector('[data-do="keep"]')?.toggleAttribute("hidden", !this.pair?.keys.length || !this.#control("play"));
    this.toggleAttribute("data-playing", this.playing);
  }

  async goAlone() {
    this.alone = !this.alone || !this.playing;
    this.ahead = [];
    if (!this.playing) {
      this.alone = true;
      await this.play();
      this.alone = true;
    }
    this.#mark();
  }

  async again() {
    this.pause();
    this.pair = null;
    await this.play();
  }

  async fresh() {
    this.set("board", "");
    this.set("seed", String(Math.floor(Math.random() * 100_000)));
    await this.again();
  }

  async replay() {
    this.pause();
    this.pair = null;
    this.replaying = keysOf(this.setting("play"));
    await this.play();
  }

  /** Put the play into the settings: the link, and every experiment kept from here, hold it. */
  keep() {
    const keys = this.pair?.keys.slice(0, MOST_KEPT) ?? [];
    let text = textOf(keys);
    while (text.length > 1000) text = textOf(keys.splice(0, keys.length - 10) && keys);
    if (this.setting("mode") === "plays" && this.engine === ARCADE) return this.#add(text);
    this.set("play", text);
    this.set("steps", String(Math.max(10, Math.min(400, 10 * Math.floor((keys.length - 1) / 10)))));
    announce("Kept in the address. Press Run to measure this play.");
    this.#settle();
  }

  /** Put the play beside those that networks are to learn from. @param {string} keys */
  #add(keys) {
    const given = this.setting("plays") ? /** @type {HTMLTextAreaElement | null} */ (document.querySelector(".played-text textarea"))?.value ?? "" : "";
    const line = [this.setting("seed") || "0", keys, this.setting("board")].join(" ").trim();
    give(`${given.trimEnd()}\n${line}\n`);
    announce("Added to the plays. Press Run to train on them.");
  }

  toggleDifference() {
    const figure = this.part("difference");
    figure.hidden = !figure.hidden;
    this.querySelector('[data-do="difference"]')?.setAttribute("aria-pressed", String(!figure.hidden));
  }

  /** Without SIMD the game is played alone; a worker dreams it when Run is pressed. */
  #playAlone() {
    this.playing = true;
    this.#mark();
    const pair = /** @type {Pair} */ (this.pair);
    const timer = setInterval(() => {
      const key = this.playing ? this.#key() : -1;
      if (key < 0 || !this.isConnected) {
        clearInterval(timer);
        this.pause();
        this.keep();
        return;
      }
      pair.game = pair.engine.step(pair.game, key);
      pair.keys.push(key);
      pair.pixels = pair.engine.draw(pair.game);
      this.game?.show(pair.pixels);
      this.part("said").textContent = `${pair.keys.length} keys. Pause, then Run: a worker dreams what you played.`;
    }, REPLAY_MS);
  }

  /** Show what a worker dreamed: its newest sheet. */
  async showRecording() {
    const sheet = /** @type {HTMLImageElement | null} */ (this.querySelector("img.dream-sheet"));
    if (!sheet || this.busy) return;
    sheet.loading = "eager";
    try {
      await sheet.decode();
    } catch {
      return;
    }
    if (!sheet.isConnected || this.busy) return;
    const { columns, frames, context, world, board = "", keys = "", said = "", scrolling } = sheet.dataset;
    const engine = scrolling ? SCROLLING : ARCADE;
    this.recording = new Recording(sheet, Number(columns));
    this.past = { frames: Number(frames), context: Number(context), keys: keysOf(keys), said, engine, start: engine.begin(Number(world), board) };
    this.pair = null;
    const scrub = /** @type {HTMLInputElement} */ (this.part("scrub"));
    scrub.max = String(this.past.frames);
    this.part("past").hidden = false;
    this.#playBack(scrub);
  }

  /** Run through a recording once, unless motion is unwelcome. @param {HTMLInputElement} scrub */
  #playBack(scrub) {
    const frames = this.past?.frames ?? 0;
    scrub.value = matchMedia("(prefers-reduced-motion: reduce)").matches ? String(frames) : "1";
    this.showFrame();
    const mine = this.recording;
    const timer = setInterval(() => {
      const at = Number(scrub.value);
      if (this.recording !== mine || this.pair || this.opening || at >= Math.min(frames, 90) || this.touched) return clearInterval(timer);
      scrub.value = String(at + 1);
      this.#drawFrame(at + 1);
    }, REPLAY_MS);
  }

  showFrame() {
    this.touched = document.activeElement === this.part("scrub");
    this.#drawFrame(Number(/** @type {HTMLInputElement} */ (this.part("scrub")).value));
  }

  /** @param {number} frame */
  #drawFrame(frame) {
    if (!this.past || !this.recording || this.opening || this.pair) return;
    const { keys, context, start, said, engine } = this.past;
    const game = keys.slice(0, context - 1 + frame).reduce(engine.step, start);
    const pixels = engine.draw(game);
    const dreamed = this.recording.frame(frame - 1);
    this.game?.show(pixels);
    this.dream?.show(dreamed);
    this.apart?.show(difference(pixels, dreamed).pixels);
    this.part("said").textContent = `${said} Frame ${frame} of ${this.past.frames}.`;
  }

  /** @param {string} text */
  #say(text) {
    this.part("said").textContent = text;
  }
}

customElements.define("dream-game", DreamGame);
