import { oncePerFrame, whenSized } from "../js/chart/watch.js";
import { cut } from "./cut.js";
import { inks, whenInked } from "./inks.js";

const LARGEST = 20;
const TALLEST = 220;

/**
 * The sequence: a cell a token, in reading order; a stretch of it can be selected.
 * Out of sight it tells its selection all the same; only while it is seen does a worker paint it.
 */
class PatchStrip extends HTMLElement {
  /** @type {HTMLElement} */ host;
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {Worker | null} */ painter = null;
  /** The pixels that the painter knows. @type {import("./clip.js").Pixels | null} */ painted = null;
  width = 0;
  seen = false;

  connectedCallback() {
    this.host = /** @type {HTMLElement} */ (this.querySelector(".strip-picture"));
    this.canvas = document.createElement("canvas");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "slider");
    this.canvas.setAttribute("aria-label", "Selected token; with shift, the end of a stretch of tokens");
    this.host.replaceChildren(this.canvas);
    const redraw = oncePerFrame(() => this.#draw());
    for (const what of ["cut", "clip", "selected"]) cut.addEventListener(what, redraw);
    this.canvas.addEventListener("pointerdown", (event) => this.#grab(event));
    this.canvas.addEventListener("keydown", (event) => this.#press(event));
    this.width = this.host.clientWidth;
    const sight = new IntersectionObserver(([{ isIntersecting }]) => {
      this.seen = isIntersecting;
      redraw();
    });
    sight.observe(this);
    const sized = whenSized(this.host, (width) => {
      this.width = width;
      redraw();
    });
    this.stops = [sized, whenInked(redraw), () => sight.disconnect(), () => this.painter?.terminate()];
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
    this.painter = this.painted = null;
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
    if (!this.seen || !cut.pixels || !this.width) return;
    const { shape, patch, grid, tokens, token, span } = cut;
    const { layout } = this;
    this.canvas.style.inlineSize = `${layout.columns * layout.cell}px`;
    this.canvas.style.blockSize = `${layout.rows * layout.cell}px`;
    this.painter ??= this.#painter();
    if (this.painted !== cut.pixels) {
      const { data, frames, height, width } = this.painted = cut.pixels;
      this.painter.postMessage({ frames: { data, frames, height, width } });
    }
    this.painter.postMessage({
      look: { patches: { shape, patch, grid, tokens }, layout, ratio: devicePixelRatio, token, span, accent: inks().css.accent },
    });
  }

  #painter() {
    const painter = new Worker(this.dataset.painter ?? "", { type: "module" });
    const canvas = this.canvas.transferControlToOffscreen();
    painter.postMessage({ canvas }, [canvas]);
    return painter;
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
