import { oncePerFrame, whenSized } from "../js/chart/watch.js";
import { cut } from "./cut.js";
import { inks } from "./inks.js";

const LARGEST = 20;
const TALLEST = 220;
/** Cells of at most so many pixels touch. */
const GAPLESS = 5;

/**
 * The sequence: a cell a token, in reading order; a stretch of it can be selected.
 * Out of sight it tells its selection all the same, but colours nothing.
 */
class PatchStrip extends HTMLElement {
  /** @type {HTMLElement} */ host;
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {() => void} */ redraw;
  /** @type {() => void} */ recolour;
  cells = new OffscreenCanvas(1, 1);
  width = 0;
  seen = false;

  connectedCallback() {
    this.host = /** @type {HTMLElement} */ (this.querySelector(".strip-picture"));
    this.canvas = document.createElement("canvas");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "slider");
    this.canvas.setAttribute("aria-label", "Selected token; with shift, the end of a stretch of tokens");
    this.host.append(this.canvas);
    this.redraw = oncePerFrame(() => this.#draw());
    this.recolour = oncePerFrame(() => this.#colour());
    cut.addEventListener("cut", this.recolour);
    cut.addEventListener("clip", this.recolour);
    cut.addEventListener("selected", this.redraw);
    this.canvas.addEventListener("pointerdown", (event) => this.#grab(event));
    this.canvas.addEventListener("keydown", (event) => this.#press(event));
    this.width = this.host.clientWidth;
    this.stop = whenSized(this.host, (width) => {
      this.width = width;
      this.redraw();
    });
    this.sight = new IntersectionObserver(([{ isIntersecting }]) => {
      this.seen = isIntersecting;
      this.recolour();
    });
    this.sight.observe(this);
  }

  disconnectedCallback() {
    this.stop?.();
    this.sight?.disconnect();
  }

  /** Colouring is the dearest part of a cut, so its script comes when the strip is seen. */
  async #colour() {
    if (!this.seen || !cut.pixels) return this.#say();
    /** @type {typeof import("./colours.js")} */
    const { tokenColours } = await import(this.dataset.colours ?? "");
    this.colours = tokenColours();
    this.#draw();
  }

  /** As large as cells can be while all of them are seen. */
  get layout() {
    const { tokens } = cut;
    const { width } = this;
    let cell = LARGEST;
    while (cell > 2 && Math.ceil(tokens / Math.floor(width / cell)) * cell > TALLEST) cell -= cell > 8 ? 1 : 0.5;
    const columns = Math.max(1, Math.floor(width / cell));
    return { cell, columns, rows: Math.ceil(tokens / columns) };
  }

  #draw() {
    this.#say();
    const { colours } = this;
    const { token: first, span } = cut;
    if (!this.seen || !colours || colours.length !== 3 * cut.tokens || !this.width) return;
    const { cell, columns, rows } = this.layout;
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    const ratio = devicePixelRatio;
    this.canvas.width = Math.round(columns * cell * ratio);
    this.canvas.height = Math.round(rows * cell * ratio);
    this.canvas.style.inlineSize = `${columns * cell}px`;
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#cells(colours, columns, rows), 0, 0, this.canvas.width, this.canvas.height);
    context.scale(ratio, ratio);
    if (cell > GAPLESS) {
      for (let column = 1; column <= columns; column++) context.clearRect(column * cell - 1, 0, 1, rows * cell);
      for (let row = 1; row <= rows; row++) context.clearRect(0, row * cell - 1, columns * cell, 1);
    }
    context.strokeStyle = inks().css.accent;
    context.lineWidth = Math.max(2, cell / 6);
    const side = cell > GAPLESS ? cell - 1 : cell;
    for (let token = first; token < first + span; token++) {
      context.strokeRect((token % columns) * cell + 0.5, Math.floor(token / columns) * cell + 0.5, side - 1, side - 1);
    }
  }

  /** A pixel a token. @param {Uint8ClampedArray} colours @param {number} columns @param {number} rows */
  #cells(colours, columns, rows) {
    const { cells } = this;
    [cells.width, cells.height] = [columns, rows];
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (cells.getContext("2d"));
    const image = context.createImageData(columns, rows);
    for (let from = 0, to = 0; from < colours.length; from += 3, to += 4) {
      image.data.set(colours.subarray(from, from + 3), to);
      image.data[to + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    return cells;
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
