import { oncePerFrame, whenSized } from "../js/chart/watch.js";
import { tokenColours } from "./colours.js";
import { cut } from "./cut.js";
import { inksOf } from "./inks.js";

const LARGEST = 20;
const TALLEST = 220;

/** The sequence: a cell a token, in reading order; a stretch of it can be selected. */
class PatchStrip extends HTMLElement {
  connectedCallback() {
    this.host = /** @type {HTMLElement} */ (this.querySelector(".strip-picture"));
    this.canvas = document.createElement("canvas");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "slider");
    this.canvas.setAttribute("aria-label", "Selected token; with shift, the end of a stretch of tokens");
    this.host.append(this.canvas);
    this.redraw = oncePerFrame(() => this.#draw());
    this.recolour = oncePerFrame(() => {
      this.colours = cut.pixels ? tokenColours() : null;
      this.#draw();
    });
    cut.addEventListener("cut", this.recolour);
    cut.addEventListener("clip", this.recolour);
    cut.addEventListener("selected", this.redraw);
    this.canvas.addEventListener("pointerdown", (event) => this.#grab(event));
    this.canvas.addEventListener("keydown", (event) => this.#press(event));
    this.stop = whenSized(this.host, this.redraw);
    this.recolour();
  }

  disconnectedCallback() {
    this.stop?.();
  }

  /** As large as cells can be while all of them are seen. */
  get layout() {
    const width = this.host.clientWidth;
    let cell = LARGEST;
    while (cell > 2 && Math.ceil(cut.tokens / Math.floor(width / cell)) * cell > TALLEST) cell -= cell > 8 ? 1 : 0.5;
    const columns = Math.max(1, Math.floor(width / cell));
    return { cell, columns, rows: Math.ceil(cut.tokens / columns) };
  }

  #draw() {
    if (!this.colours || this.colours.length !== 3 * cut.tokens || !this.host.clientWidth) return;
    const { cell, columns, rows } = this.layout;
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    const ratio = devicePixelRatio;
    this.canvas.width = Math.round(columns * cell * ratio);
    this.canvas.height = Math.round(rows * cell * ratio);
    this.canvas.style.inlineSize = `${columns * cell}px`;
    context.scale(ratio, ratio);
    const side = cell > 5 ? cell - 1 : cell;
    for (let token = 0; token < cut.tokens; token++) {
      const [r, g, b] = this.colours.subarray(3 * token, 3 * token + 3);
      context.fillStyle = `rgb(${r} ${g} ${b})`;
      context.fillRect((token % columns) * cell, Math.floor(token / columns) * cell, side, side);
    }
    context.strokeStyle = inksOf(this).css.accent;
    context.lineWidth = Math.max(2, cell / 6);
    for (let token = cut.token; token < cut.token + cut.span; token++) {
      context.strokeRect((token % columns) * cell + 0.5, Math.floor(token / columns) * cell + 0.5, side - 1, side - 1);
    }
    this.#say();
  }

  #say() {
    const { token, span, tokens } = cut;
    this.canvas.setAttribute("aria-valuemin", "0");
    this.canvas.setAttribute("aria-valuemax", String(tokens - 1));
    this.canvas.setAttribute("aria-valuenow", String(token));
    const [t, y, x] = cut.place(token);
    this.canvas.setAttribute("aria-valuetext", `${span > 1 ? `tokens ${token} to ${token + span - 1}` : `token ${token}`} of ${tokens}, time ${t}, row ${y}, column ${x}`);
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    const first = this.#under(event);
    cut.select(first);
    const move = (/** @type {PointerEvent} */ to) => {
      const last = this.#under(to);
      cut.select(Math.min(first, last), Math.abs(last - first) + 1);
    };
    this.canvas.addEventListener("pointermove", move);
    this.canvas.addEventListener("lostpointercapture", () => {
      this.canvas.removeEventListener("pointermove", move);
      cut.settle();
    }, { once: true });
  }

  /** @param {PointerEvent} event */
  #under(event) {
    const { cell, columns } = this.layout;
    const box = this.canvas.getBoundingClientRect();
    const column = Math.min(Math.max(Math.floor((event.clientX - box.left) / cell), 0), columns - 1);
    return Math.min(Math.max(Math.floor((event.clientY - box.top) / cell), 0) * columns + column, cut.tokens - 1);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const { columns } = this.layout;
    const steps = /** @type {Record<string, number>} */ ({
      ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -Infinity, End: Infinity,
    });
    if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const step = steps[event.key];
    if (event.shiftKey) cut.select(cut.token, Math.max(1, Math.min(cut.span + step, cut.tokens - cut.token)));
    else cut.select(Math.min(Math.max(cut.token + step, 0), cut.tokens - 1));
    cut.settle();
  }
}

customElements.define("patch-strip", PatchStrip);
