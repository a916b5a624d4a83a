import { announce } from "../js/announce.js";
import { cut } from "./cut.js";

const TURN = 0.008;
const KEY_TURN = 0.12;
const CLICK = 5;

/** What one can do to the cube beside pulling edges: turn it, take it apart, look inside, choose. */
export class CubeTools {
  /** @param {any} cube the patch-cube */
  constructor(cube) {
    this.cube = cube;
    this.element = /** @type {HTMLElement} */ (cube.querySelector(".cube-tools"));
    this.explode = range("Explode", 0, 100, 1, (value) => { cube.camera.explode = value / 100; });
    this.slice = range("Look inside from slab", 0, 1, 1, (value) => { cube.camera.slice = value; });
    for (const each of [this.explode, this.slice]) each.input.addEventListener("input", () => cube.redraw());
    this.view = button("", () => this.#other());
    this.element.append(this.explode.label, this.slice.label, this.view);
    if (cut.tokenField.exists && navigator.mediaDevices) this.element.append(button("Record three seconds", () => this.#record()));
  }

  /** @returns {"cube" | "sheet"} */
  preferred() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? "sheet" : "cube";
  }

  async #record() {
    const { record } = await import(this.cube.dataset.camera ?? "");
    record(this.element, () => this.cube.reread());
  }

  #other() {
    const wanted = this.cube.shown === "cube" ? "sheet" : "cube";
    this.cube.show(wanted).then(() => {
      announce(this.cube.shown === wanted ? `Shown as a ${wanted}` : "This browser cannot draw so many boxes; the sheet stays");
    });
  }

  refresh() {
    const { camera, shown } = this.cube;
    this.explode.input.value = String(Math.round(camera.explode * 100));
    this.explode.label.hidden = shown === "sheet";
    this.slice.input.max = String(cut.grid[0] - 1);
    this.slice.input.value = String(camera.slice);
    this.view.textContent = shown === "sheet" ? "Show as a cube" : "Show as a sheet";
  }

  /** Let a canvas be turned, pointed at and walked through. @param {HTMLCanvasElement} canvas */
  adopt(canvas) {
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", "The cut clip. Arrow keys turn it, with shift they move the loose patch along a row and down, comma and full stop move it in time.");
    canvas.addEventListener("pointerdown", (event) => this.#grab(canvas, event));
    canvas.addEventListener("pointermove", (event) => this.#hover(canvas, event));
    canvas.addEventListener("pointerleave", () => this.cube.hover(-1));
    canvas.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param {HTMLCanvasElement} canvas @param {PointerEvent} event */
  #grab(canvas, event) {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    let [x, y, moved] = [event.clientX, event.clientY, 0];
    const move = (/** @type {PointerEvent} */ to) => {
      moved += Math.abs(to.clientX - x) + Math.abs(to.clientY - y);
      if (moved > CLICK && this.cube.shown === "cube") {
        this.cube.camera.turn((to.clientX - x) * -TURN, (to.clientY - y) * TURN);
        this.cube.redraw();
      }
      [x, y] = [to.clientX, to.clientY];
    };
    canvas.addEventListener("pointermove", move);
    canvas.addEventListener("lostpointercapture", () => {
      canvas.removeEventListener("pointermove", move);
      if (moved <= CLICK) this.#choose(canvas, event);
    }, { once: true });
  }

  /** @param {HTMLCanvasElement} canvas @param {PointerEvent} event */
  #choose(canvas, event) {
    const token = this.cube.pick(...within(canvas, event));
    if (token < 0) return;
    if (event.shiftKey) cut.select(Math.min(cut.token, token), Math.abs(token - cut.token) + 1);
    else cut.select(token);
    cut.settle();
  }

  /** @param {HTMLCanvasElement} canvas @param {PointerEvent} event */
  #hover(canvas, event) {
    if (event.buttons === 0) this.cube.hover(this.cube.pick(...within(canvas, event)));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { camera } = this.cube;
    const [, h, w] = cut.grid;
    const turns = /** @type {Record<string, [number, number]>} */ ({
      ArrowLeft: [KEY_TURN, 0], ArrowRight: [-KEY_TURN, 0], ArrowUp: [0, KEY_TURN], ArrowDown: [0, -KEY_TURN],
    });
    const steps = /** @type {Record<string, number>} */ (event.shiftKey || this.cube.shown === "sheet"
      ? { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -w, ArrowDown: w, ",": -h * w, ".": h * w }
      : { ",": -h * w, ".": h * w });
    if (event.key in steps) {
      const token = cut.token + steps[event.key];
      if (token >= 0 && token < cut.tokens) cut.select(token);
      cut.settle();
    } else if (event.key in turns) {
      camera.turn(...turns[event.key]);
      this.cube.redraw();
    } else if (event.key === "+" || event.key === "-") {
      camera.explode = Math.min(Math.max(camera.explode + (event.key === "+" ? 0.1 : -0.1), 0), 1);
      this.refresh();
      this.cube.redraw();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** @param {HTMLElement} canvas @param {PointerEvent} event @returns {[number, number]} */
function within(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

/**
 * @param {string} words @param {number} min @param {number} max @param {number} step
 * @param {(value: number) => void} set
 */
function range(words, min, max, step, set) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  Object.assign(input, { type: "range", min: String(min), max: String(max), step: String(step) });
  input.addEventListener("input", () => set(input.valueAsNumber));
  label.append(words, input);
  return { label, input };
}

/** @param {string} words @param {() => void} act */
export function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button quiet";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}
