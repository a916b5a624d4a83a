import { whisper } from "../js/announce.js";
import { Field } from "../js/chart/field.js";
import { Handle } from "../js/chart/handle.js";
import { linear } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";
import { oncePerFrame, whenChanged, whenSized } from "../js/chart/watch.js";

const MOST = 200;
const HEIGHT = 84;
const CARDS = { wide: [12, 24, 40, 80, 141], narrow: [24, 80, 141] };
const NARROW = 480;
const FIRST = 30;
/** Pixels that the words of a guess take to either side. */
const ROOM = 150;
/** @typedef {import("../js/chart/scale.js").Scale} Scale */

/** A bar to drag to one's guess; the truth is shown beside it once the guess is made. */
class MemoryGuess extends HTMLElement {
  connectedCallback() {
    this.field = new Field("guess");
    this.guess = this.field.value || 0;
    this.guessing = false;
    this.host = /** @type {HTMLElement} */ (this.querySelector(".guess-host"));
    this.canvas = svg("svg", { "aria-hidden": "true" });
    this.host.replaceChildren(this.canvas);
    this.redraw = oncePerFrame(() => this.draw());
    if (this.field.exists) this.grasp();
    const told = /** @type {HTMLElement} */ (this.querySelector(".guess-told"));
    this.stops = [whenSized(this.host, this.redraw), whenChanged([told], () => this.follow())];
    this.addEventListener("toggle", this, { capture: true });
    if (remembered() && this.truth) this.truth.open = true;
    this.draw();
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "toggle") this.toggled();
    else this.typed(event);
    this.redraw?.();
  }

  grasp() {
    this.handle = new Handle(/** @type {HTMLElement} */ (this.host), "guess", "Your guess, in GiB", {
      drag: (x) => this.move(this.scale().value(x)),
      step: (steps) => this.move(Number.isFinite(steps) ? this.shown + steps : steps > 0 ? MOST : 0.5),
      settle: () => this.settle(),
    });
    for (const type of ["input", "change"]) this.field?.input?.form?.addEventListener(type, this);
  }

  /** @param {Event} event */
  typed(event) {
    const control = /** @type {Element} */ (event.target).closest?.('[data-name="guess"]');
    if (!control || !this.field) return;
    this.guess = this.field.value || 0;
    this.guessing = event.type === "input";
    if (!this.guessing) this.reveal();
  }

  /** @param {number} value */
  move(value) {
    this.guess = Math.round(Math.min(Math.max(value, 0.5), MOST) * 2) / 2;
    this.redraw?.();
  }

  /** What is guessed is told only when it is let go. */
  settle() {
    this.field?.write(this.guess ?? 0);
    this.field?.settle();
    this.guessing = false;
    this.reveal();
  }

  reveal() {
    if (this.truth && this.guess) this.truth.open = true;
  }

  /** Once told, the rest of the page stays open: on this page, and when it is loaded again. */
  toggled() {
    this.opened = this.truth?.open;
    if (!this.opened || this.told) return;
    this.toggleAttribute("data-told", true);
    remember();
    const [{ title }, peak] = [this.asked.dataset, this.peak.toFixed(1)];
    whisper(`${title} takes ${peak} GiB at its peak. The whole step is shown below.`);
  }

  get told() {
    return this.hasAttribute("data-told");
  }

  /** The server has drawn the answer anew: keep it as closed or open as the reader had it. */
  follow() {
    if (this.truth) this.truth.open = !this.guessing && Boolean(this.opened || this.guess);
    this.draw();
  }

  get truth() {
    return /** @type {HTMLDetailsElement | null} */ (this.querySelector("details.truth"));
  }

  get shown() {
    return this.guess || FIRST;
  }

  get asked() {
    return /** @type {HTMLElement} */ (this.querySelector(".guess-question"));
  }

  get peak() {
    return Number(this.asked.dataset.peak);
  }

  scale() {
    return linear([0, MOST], [8, (this.host?.clientWidth ?? 0) - 8]);
  }

  draw() {
    const width = this.host?.clientWidth;
    if (!width || !this.canvas) return;
    const x = this.scale();
    this.canvas.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    this.canvas.setAttribute("width", String(width));
    this.canvas.setAttribute("height", String(HEIGHT));
    this.canvas.replaceChildren(
      svg("rect", { class: "track", x: x.at(0), y: 30, width: x.at(MOST) - x.at(0), height: 20, rx: 3 }),
      ...(this.field?.exists || this.guess ? this.guessed(x) : []),
      ...cards(x),
      ...known(x, this.querySelector(".guess-known"), this.shown),
      ...(this.truth?.open ? truthful(x, this.peak) : []),
    );
    this.handle?.place(x.at(this.shown), 40);
    this.handle?.say({ min: 0, max: MOST, now: this.shown, text: `${this.shown} GiB` });
  }

  /** @param {Scale} x */
  guessed(x) {
    const words = this.guess ? `you guess ${this.guess} GiB` : "drag me to your guess";
    const end = x.at(this.shown);
    return [
      svg("rect", { class: "guessed", x: x.at(0), y: 30, width: end - x.at(0), height: 20, rx: 3 }),
      svg("path", { class: "grip", d: `M${end} 24V56` }),
      svg("circle", { class: "grip", cx: end, cy: 40, r: 8 }),
      svg("text", { class: "guess-words", x: end, y: 16, "text-anchor": anchor(this.shown) }, words),
    ];
  }
}

/** @param {number} value */
function anchor(value) {
  return value < 36 ? "start" : value > MOST - 20 ? "end" : "middle";
}

/** @param {Scale} x */
function cards(x) {
  const sizes = x.range[1] < NARROW ? CARDS.narrow : CARDS.wide;
  return sizes.flatMap((size, index) => [
    svg("path", { class: "card-line", d: `M${x.at(size)} 28V56` }),
    svg("text", { class: "tick", x: x.at(size), y: 74, "text-anchor": "middle" }, index ? String(size) : `${size} GB`),
  ]);
}

/**
 * What the other setting takes, to guess from; named where the words of the guess leave room.
 * @param {Scale} x @param {Element | null} said @param {number} guess
 */
function known(x, said, guess) {
  if (!(said instanceof HTMLElement)) return [];
  const end = x.at(Math.min(Number(said.dataset.peak), MOST));
  const line = svg("path", { class: "known-line", d: `M${end} 24V56` });
  if (Math.abs(end - x.at(guess)) < ROOM) return [line];
  return [line, svg("text", { class: "known-words", x: end, y: 16, "text-anchor": "middle" }, said.dataset.title ?? "")];
}

/** @param {Scale} x @param {number} peak */
function truthful(x, peak) {
  const end = x.at(Math.min(peak, MOST));
  return [svg("path", { class: "truth-line", d: `M${end} 24V56` })];
}

const KEY = `told ${location.pathname}`;

function remembered() {
  try {
    return sessionStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

function remember() {
  try {
    sessionStorage.setItem(KEY, "yes");
  } catch {
    return;
  }
}

customElements.define("memory-guess", MemoryGuess);
