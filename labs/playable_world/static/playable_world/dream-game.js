import { announce } from "../js/announce.js";
import { whenNear } from "../js/chart/watch.js";
import { route } from "./autopilot.js";
import { Dreamer, canDream } from "./dreamer.js";
import { FIRST_WORLD } from "./engine.js";
import { control, set, setting } from "./form.js";
import { Networks } from "./networks.js";
import { Pair } from "./pair.js";
import { Playback } from "./playback.js";
import { keysOf, textOf } from "./plays.js";
import { Pressing } from "./pressing.js";
import { Screen, difference } from "./screen.js";
import { give } from "./taking.js";
import { ARCADE, SCROLLING } from "./worlds.js";

const MOST_KEPT = 400;
const ALONE_MS = 50;
const SECOND = 1000;

/** The game and the dream of it side by side: played here, or as a worker dreamed it. */
class DreamGame extends HTMLElement {
  /** @type {Dreamer} */ dreamer;
  /** @type {Networks} */ networks;
  /** @type {Playback} */ playback;
  /** @type {Screen} */ game;
  /** @type {Screen} */ dream;
  /** @type {Screen} */ apart;
  /** @type {Pair | null} */ pair = null;
  pressing = new Pressing();
  playing = false;
  alone = false;
  /** The keys of the one who plays by itself. @type {number[]} */ ahead = [];
  /** When the last frames were shown. @type {number[]} */ ticks = [];
  /** The keys of a replay that are still to come. @type {number[] | null} */ replaying = null;

  connectedCallback() {
    const { worker = "", ort = "", wasm = "" } = this.dataset;
    this.dreamer = new Dreamer({ worker, ort, wasm });
    this.game = new Screen(this.#canvas("game"));
    this.dream = new Screen(this.#canvas("dream"));
    this.apart = new Screen(this.#canvas("apart"));
    this.networks = new Networks(this, (preset) => this.choose(preset));
    this.playback = new Playback(this.named("scrub"), () => this.networks.wording, (moment) => {
      this.#draw(moment.pixels, moment.dreamed);
      this.#say(moment.said);
    });
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
  named(name) {
    return /** @type {T} */ (this.querySelector(`[data-part="${name}"]`));
  }

  /** A setting of the page's form, or what the page without a form shows. @param {string} name */
  setting(name) {
    return setting(name, this.dataset[name]);
  }

  #dress() {
    const screens = this.named("screens");
    for (const type of ["keydown", "keyup"]) screens.addEventListener(type, (event) => this.#hear(/** @type {KeyboardEvent} */ (event)));
    screens.addEventListener("blur", () => this.pressing.release());
    for (const button of this.querySelectorAll("[data-key]")) this.pressing.dress(/** @type {HTMLElement} */ (button), Number(/** @type {HTMLElement} */ (button).dataset.key));
    const does = /** @type {Record<string, () => void>} */ ({
      play: () => (this.playing ? this.pause() : this.play()), alone: () => this.goAlone(), again: () => this.again(), fresh: () => this.fresh(),
      replay: () => this.replay(), keep: () => this.keep(), difference: () => this.toggleDifference(), forget: () => set("play", ""),
    });
    this.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"));
      if (button) does[button.dataset.do ?? ""]?.();
    });
    this.named("unable").hidden = canDream();
  }

  /** Follow what changes elsewhere: the settings, and the sheets that come from workers. */
  #follow() {
    document.querySelector("form.controls")?.addEventListener("change", () => this.#settle());
    this.watching = new MutationObserver(() => this.showRecording());
    const slot = this.querySelector("[id$='-dreamed']");
    if (slot) this.watching.observe(slot, { childList: true, subtree: true });
    this.#settle();
  }

  #settle() {
    this.networks.settle();
    this.pressing.invented = this.networks.invented;
    this.querySelector("board-editor")?.toggleAttribute("hidden", this.networks.engine === SCROLLING);
    for (const each of ["replay", "forget"]) this.querySelector(`[data-do="${each}"]`)?.toggleAttribute("hidden", !this.setting("play"));
  }

  /** Let another network dream on, from the frames that were dreamed last. @param {string} preset */
  async choose(preset) {
    this.networks.choose(preset);
    this.#settle();
    if (!this.pair) return;
    if (this.pair.engine !== this.networks.engine) return void (this.playing ? this.again() : this.#leave());
    const went = this.playing;
    this.playing = false;
    await this.#open();
    this.pair.context = this.networks.context;
    this.pair.invented = this.networks.invented > 0;
    if (went) this.#go();
  }

  /** End a play in a world that the chosen network does not know. */
  #leave() {
    this.pair = null;
    this.#say("Another world, another network. Press Play.");
    this.#mark();
  }

  async #open() {
    const { model = "", sha256 = "", flow } = this.networks.facts;
    await this.dreamer.open({ model, sha256, flow: Number(flow ?? 0) });
  }

  /** @param {KeyboardEvent} event */
  #hear(event) {
    if (this.pressing.hears(event)) {
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
    this.named("screens").focus({ preventScroll: true });
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
    const { context, wording, invented, engine } = this.networks;
    this.pair = new Pair({ world: this.world, board: this.setting("board"), context, wording, invented: invented > 0, engine });
    this.named("past").hidden = true;
  }

  /** Whether a play is under way, or rests: an answer to a changed setting must not end it. */
  get busy() {
    return this.playing || this.opening || Boolean(this.pair && canDream());
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
      const took = await pair.step(key, this.dreamer);
      due = Math.max(due + SECOND / Number(/** @type {HTMLSelectElement} */ (this.named("speed")).value), performance.now() - SECOND);
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
    return this.pressing.take() ?? 0;
  }

  /** @param {number} took ms */
  #show(took) {
    const pair = /** @type {Pair} */ (this.pair);
    const now = performance.now();
    this.ticks = [...this.ticks.filter((each) => now - each < SECOND), now];
    const squared = this.#draw(pair.pixels, pair.dreamedPixels);
    const rate = this.ticks.length > 1 ? ((this.ticks.length - 1) * SECOND) / (now - this.ticks[0]) : 0;
    const psnr = squared ? `${(-10 * Math.log10(squared)).toFixed(1)} dB` : "the same";
    this.named("said").textContent = `frame ${pair.dreamed} · ${rate.toFixed(0)} frames a second · each dreamed in ${took.toFixed(0)} ms · against the game: ${psnr}`;
    this.dataset.frame = String(pair.dreamed);
  }

  /** @param {Uint8Array | Uint8ClampedArray} game @param {Uint8ClampedArray} dream @returns {number} the mean squared difference of colours */
  #draw(game, dream) {
    const { pixels, squared } = difference(game, dream);
    this.game.show(game);
    this.dream.show(dream);
    this.apart.show(pixels);
    return squared;
  }

  #mark() {
    const button = /** @type {HTMLElement} */ (this.querySelector('[data-do="play"]'));
    button.textContent = this.playing ? "Pause" : "Play";
    this.querySelector('[data-do="alone"]')?.setAttribute("aria-pressed", String(this.alone));
    this.querySelector('[data-do="keep"]')?.toggleAttribute("hidden", !this.pair?.keys.length || !control("play"));
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
    set("board", "");
    set("seed", String(Math.floor(Math.random() * 100_000)));
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
    if (this.setting("mode") === "plays" && this.networks.engine === ARCADE) return this.#add(text);
    set("play", text);
    set("steps", String(Math.max(10, Math.min(400, 10 * Math.floor((keys.length - 1) / 10)))));
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
    const figure = this.named("difference");
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
      pair.game = pair.engine.step(pair.game, pair.wording.toGame(key));
      pair.keys.push(key);
      pair.pixels = pair.engine.draw(pair.game);
      this.game.show(pair.pixels);
      this.named("said").textContent = `${pair.keys.length} keys. Pause, then Run: a worker dreams what you played.`;
    }, ALONE_MS);
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
    this.pair = null;
    this.named("past").hidden = false;
    this.playback.open(sheet, () => Boolean(this.pair || this.opening));
  }

  /** @param {string} text */
  #say(text) {
    this.named("said").textContent = text;
  }
}

customElements.define("dream-game", DreamGame);
