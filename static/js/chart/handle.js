const STEPS = /** @type {Record<string, number>} */ ({
  ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1,
  PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity,
});

/**
 * What a handle does when it is moved.
 * @typedef {object} Moves
 * @property {(x: number) => void} drag to so many pixels from the left of the picture
 * @property {(steps: number) => void} step by keyboard; plus or minus infinity goes to an end
 * @property {() => void} settle when it is let go
 */

/**
 * Something to grab on a picture: a slider for pointer, touch and keyboard alike.
 */
export class Handle {
  /**
   * @param {HTMLElement} picture a positioned element
   * @param {string} name becomes a class, `handle-<name>`
   * @param {string} label
   * @param {Moves} moves
   */
  constructor(picture, name, label, moves) {
    this.picture = picture;
    this.moves = moves;
    this.dragging = false;
    this.x = 0;
    this.element = document.createElement("div");
    this.element.className = `handle handle-${name}`;
    this.element.tabIndex = 0;
    this.element.setAttribute("role", "slider");
    this.element.setAttribute("aria-label", label);
    this.element.addEventListener("pointerdown", (event) => this.#grab(event));
    this.element.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param {number} x @param {number} y in pixels from the picture's corner */
  place(x, y) {
    this.x = x;
    this.element.style.transform = `translate(${x}px, ${y}px)`;
  }

  /** @param {{min: number, max: number, now: number, text: string}} value */
  say({ min, max, now, text }) {
    this.element.setAttribute("aria-valuemin", String(min));
    this.element.setAttribute("aria-valuemax", String(max));
    this.element.setAttribute("aria-valuenow", String(now));
    this.element.setAttribute("aria-valuetext", text);
    // Without a value it would be no slider, so that it comes with the first.
    if (!this.element.parentNode) this.picture.append(this.element);
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (event.button !== 0) return;
    this.element.setPointerCapture(event.pointerId);
    this.dragging = true;
    const offset = this.x - this.#within(event);
    const move = (/** @type {PointerEvent} */ moved) => this.moves.drag(this.#within(moved) + offset);
    const end = () => {
      this.dragging = false;
      this.element.removeEventListener("pointermove", move);
      this.moves.settle();
    };
    this.element.addEventListener("pointermove", move);
    this.element.addEventListener("lostpointercapture", end, { once: true });
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const steps = STEPS[event.key];
    if (steps === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // The page has shortcuts of its own on these keys.
    event.stopPropagation();
    this.moves.step(event.shiftKey ? steps * 10 : steps);
    this.moves.settle();
  }

  /** @param {PointerEvent} event */
  #within(event) {
    return event.clientX - this.picture.getBoundingClientRect().left;
  }
}
