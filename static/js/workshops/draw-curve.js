const WIDTH = 720;
const HEIGHT = 240;
const SVG = "http://www.w3.org/2000/svg";

/**
 * A curve to draw with the pointer. The nine numbers inside it carry the answer, and can be typed.
 */
class DrawCurve extends HTMLElement {
  connectedCallback() {
    this.low = Number(this.dataset.low);
    this.high = Number(this.dataset.high);
    this.picture = document.createElementNS(SVG, "svg");
    this.picture.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.picture.setAttribute("class", "curve-board");
    this.picture.setAttribute("aria-hidden", "true");
    this.line = document.createElementNS(SVG, "polyline");
    this.picture.append(this.line);
    this.prepend(this.picture);
    for (const type of ["pointerdown", "pointermove"]) this.picture.addEventListener(type, this);
    this.addEventListener("input", this);
    this.draw();
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "input") this.draw();
    else this.follow(/** @type {PointerEvent} */ (event));
  }

  /** @returns {HTMLInputElement[]} */
  get points() {
    return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll('input[name="point"]')]);
  }

  /** @param {PointerEvent} event */
  follow(event) {
    if (event.type === "pointerdown") this.picture?.setPointerCapture(event.pointerId);
    if (!event.buttons) return;
    event.preventDefault();
    const box = /** @type {SVGElement} */ (this.picture).getBoundingClientRect();
    const points = this.points;
    const across = (event.clientX - box.left) / box.width;
    const at = Math.max(0, Math.min(points.length - 1, Math.round(across * (points.length - 1))));
    const up = 1 - Math.max(0, Math.min(1, (event.clientY - box.top) / box.height));
    points[at].value = String(Number((this.lowest + up * this.span).toPrecision(3)));
    this.draw();
  }

  get lowest() {
    return this.low ?? 0;
  }

  get span() {
    return (this.high ?? 1) - this.lowest;
  }

  draw() {
    const points = this.points;
    const places = points.map((input, at) => {
      const x = (at / (points.length - 1)) * WIDTH;
      const y = (1 - (Number(input.value) - this.lowest) / this.span) * HEIGHT;
      return `${x.toFixed(0)},${y.toFixed(1)}`;
    });
    this.line?.setAttribute("points", places.join(" "));
  }
}

customElements.define("draw-curve", DrawCurve);
