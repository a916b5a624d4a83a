import { whenNear } from "../js/chart/watch.js";
import { Deciding } from "./deciding.js";
import { Dreamer, canDream } from "./dreamer.js";
import { FIRST_WORLD } from "./engine.js";
import { set, setting } from "./form.js";
import { add, canKeep, keep } from "./keeping.js";
import { Networks } from "./networks.js";
import { Pace } from "./pace.js";
import { Pair } from "./pair.js";
import { Playback } from "./playback.js";
import { keysOf } from "./plays.js";
import { Screens } from "./screen.js";
import { ARCADE, SCROLLING } from "./worlds.js";

const ALONE_MS = 50;

/** The game and the dream of it side by side: played here, or as a worker dreamed it. */
class DreamGame extends HTMLElement {
  /** @type {Dreamer} */ dreamer;
  /** @type {Networks} */ networks;
  /** @type {Playback} */ playback;
  /** @type {Screens} */ screens;
  /** @type {Pair | null} */ pair = null;
  deciding = new Deciding();
  pace = new Pace();
  playing = false;
  /** What is to be said of the newest frame. */ telling = "";

  connectedCallback() {
    const { worker = "", ort = "", wasm = "" } = this.dataset;
    this.dreamer = new Dreamer({ worker, ort, wasm });
    this.screens = new Screens(this);
    this.networks = new Networks(this, (preset) => this.choose(preset));
    this.playback = new Playback(this.named("scrub"), () => this.networks.wording, (moment) => {
      this.screens.show(moment.pixels, moment.dreamed);
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

  /** @template {HTMLElement} T @param {string} name @returns {T} */
  named(name) {
    return /** @type {T} */ (this.querySelector(`[data-part="${name}"]`));
  }

  /** A setting of the page's form, or what the page without a form shows. @param {string} name */
  setting(name) {
    return setting(name, this.dataset[name]);
  }

  #dress() {
    const { pressing } = this.deciding;
    const screens = this.named("screens");
    for (const type of ["keydown", "keyup"]) screens.addEventListener(type, (event) => this.#hear(/** @type {KeyboardEvent} */ (event)));
    screens.addEventListener("blur", () => pressing.release());
    for (const button of this.querySelectorAll("[data-key]")) pressing.dress(/** @type {HTMLElement} */ (button), Number(/** @type {HTMLElement} */ (button).dataset.key));
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
    this.deciding.pressing.invented = this.networks.invented;
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
    if (this.deciding.pressing.hears(event)) {
      event.preventDefault();
      event.stopPropagation();
      if (event.type === "keydown") {
        this.deciding.leave(false);
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
    this.pace = new Pace();
    this.telling = "";
    this.#mark();
    this.#loop();
  }

  pause() {
    this.playing = false;
    this.deciding.alone = false;
    this.#mark();
  }

  async #loop() {
    const { pair, pace } = this;
    const speed = /** @type {HTMLSelectElement} */ (this.named("speed"));
    while (this.playing && this.isConnected && pair) {
      const key = this.deciding.take(pair.game);
      if (key < 0) break;
      const took = await pair.step(key, this.dreamer);
      await pace.wait(Number(speed.value));
      if (this.pair !== pair || this.pace !== pace) return; // it was gone on with meanwhile, by a loop of its own
      this.#show(took);
    }
    if (this.telling) this.#say(this.telling);
    this.pause();
  }

  /** @param {number} took ms */
  #show(took) {
    const pair = /** @type {Pair} */ (this.pair);
    const rate = this.pace.count();
    const squared = this.screens.show(pair.pixels, pair.dreamedPixels);
    const psnr = squared ? `${(-10 * Math.log10(squared)).toFixed(1)} dB` : "the same";
    this.telling = `frame ${pair.dreamed} · ${rate.toFixed(0)} frames a second · each dreamed in ${took.toFixed(0)} ms · against the game: ${psnr}`;
    if (this.pace.isToTell()) this.#say(this.telling);
  }

  #mark() {
    const button = /** @type {HTMLElement} */ (this.querySelector('[data-do="play"]'));
    button.textContent = this.playing ? "Pause" : "Play";
    this.querySelector('[data-do="alone"]')?.setAttribute("aria-pressed", String(this.deciding.alone));
    this.querySelector('[data-do="keep"]')?.toggleAttribute("hidden", !this.pair?.keys.length || !canKeep());
    this.toggleAttribute("data-playing", this.playing);
  }

  async goAlone() {
    this.deciding.leave(!this.deciding.alone || !this.playing);
    if (!this.playing) {
      await this.play();
      this.deciding.alone = this.playing;
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
    this.deciding.replaying = keysOf(this.setting("play"));
    await this.play();
  }

  /** Keep the play in the settings: as the one to replay, or as one of those to learn from. */
  keep() {
    const keys = this.pair?.keys ?? [];
    if (this.setting("mode") === "plays" && this.networks.engine === ARCADE) return add(keys);
    keep(keys);
    this.#settle();
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
      const key = this.playing ? this.deciding.take(pair.game) : -1;
      if (key < 0 || !this.isConnected) {
        clearInterval(timer);
        this.pause();
        this.keep();
        return;
      }
      pair.game = pair.engine.step(pair.game, pair.wording.toGame(key));
      pair.keys.push(key);
      pair.pixels = pair.engine.draw(pair.game);
      this.screens.game.show(pair.pixels);
      this.#say(`${pair.keys.length} keys. Pause, then Run: a worker dreams what you played.`);
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
