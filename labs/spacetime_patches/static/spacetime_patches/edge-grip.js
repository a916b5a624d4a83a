const STEPS = /** @type {Record<string, number>} */ ({
  ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -4, PageUp: 4, Home: -64, End: 64,
});

/**
 * An edge of the loose patch: pulled along its axis by pointer or keys, it cuts the clip anew.
 */
export class EdgeGrip {
  /**
   * @param {HTMLElement} host @param {string} name @param {string} label
   * @param {{now: () => number, most: number, unit: string, set: (size: number) => void, settle: () => void, held: (held: boolean) => void}} size
   */
  constructor(host, name, label, size) {
    this.size = size;
    this.way = [1, 0];
    this.element = document.createElement("div");
    this.element.className = `edge-grip is-${name}`;
    this.element.tabIndex = 0;
    this.element.setAttribute("role", "slider");
    this.element.setAttribute("aria-label", label);
    this.element.setAttribute("aria-valuemin", "1");
    this.element.append(document.createElement("span"));
    this.element.addEventListener("pointerdown", (event) => this.#grab(event));
    this.element.addEventListener("keydown", (event) => this.#press(event));
    host.append(this.element);
  }

  /**
   * @param {number} x @param {number} y in pixels
   * @param {[number, number]} way what one more frame or pixel is in the picture
   */
  place(x, y, way) {
    this.way = way;
    const now = this.size.now();
    this.element.style.transform = `translate(${x}px, ${y}px)`;
    this.element.setAttribute("aria-valuemax", String(this.size.most));
    this.element.setAttribute("aria-valuenow", String(now));
    this.element.setAttribute("aria-valuetext", `${now} ${this.size.unit}`);
    /** @type {HTMLElement} */ (this.element.firstChild).textContent = String(now);
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    const [from, x, y, [wx, wy]] = [this.size.now(), event.clientX, event.clientY, this.way];
    const square = wx * wx + wy * wy || 1;
    this.size.held(true);
    const move = (/** @type {PointerEvent} */ moved) =>
      this.size.set(from + ((moved.clientX - x) * wx + (moved.clientY - y) * wy) / square);
    this.element.addEventListener("pointermove", move);
    this.element.addEventListener("lostpointercapture", () => {
      this.element.removeEventListener("pointermove", move);
      this.size.held(false);
      this.size.settle();
    }, { once: true });
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const steps = STEPS[event.key];
    if (steps === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.size.set(this.size.now() + steps);
    this.size.settle();
  }
}
