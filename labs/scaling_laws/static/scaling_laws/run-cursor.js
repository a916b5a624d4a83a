import { Handle } from "../js/chart/handle.js";
import { magnitude } from "../js/chart/magnitude.js";
import { nearest } from "../js/chart/path.js";
import { svg } from "../js/chart/svg.js";

/** @typedef {import("../js/chart/path.js").Place} Place */
/** @typedef {import("./readings.js").Run} Run */
/**
 * A drawing of the runs.
 * @typedef {object} View
 * @property {HTMLElement} host a positioned element, as large as the drawing
 * @property {SVGElement} canvas
 * @property {string} label what the arrow keys walk along
 * @property {(run: Run) => Place[]} places where a run is drawn, the chief place first
 * @property {(run: Run) => SVGElement[]} trace what else belongs to a run that is pointed at
 */

const REACH = 28;
const ALONE = /** @type {[number, number]} */ ([1, 1]);

/** Points at one run in one drawing, by pointer or by arrow keys; all drawings mark the same run. */
export class RunCursor {
  /** @param {import("./scaling-chart.js").Picture} picture @param {View} view */
  constructor(picture, view) {
    this.picture = picture;
    this.view = view;
    this.layer = svg("g", { class: "pointed" });
    this.handle = new Handle(view.host, "run", view.label, {
      drag: () => {},
      step: (steps) => picture.point(Math.min(Math.max(picture.at + steps, 0), picture.readings.all.length - 1)),
      settle: () => {},
    });
    view.host.addEventListener("pointermove", (event) => event.buttons || picture.point(this.#under(event)));
    view.host.addEventListener("pointerleave", (event) => event.pointerType === "touch" || picture.point(-1));
    view.host.addEventListener("click", (event) => this.#click(/** @type {PointerEvent} */ (event)));
    this.handle.element.addEventListener("focus", () => picture.point(Math.max(picture.at, 0)));
    this.handle.element.addEventListener("blur", () => picture.point(-1));
    this.handle.element.addEventListener("keydown", (event) => event.key === "Enter" && picture.toggle());
  }

  /** Mark the run that is pointed at. */
  follow() {
    const { all } = this.picture.readings;
    const run = this.picture.pointed;
    this.view.canvas.append(this.layer);
    if (all.length) this.handle.place(...this.view.places(run ?? all[0])[0]);
    const now = run ? this.picture.at + 1 : 1;
    this.handle.say({ min: 1, max: all.length, now, text: run ? this.picture.said : `${all.length} runs; arrow keys read them one by one` });
    this.layer.setAttribute("class", `pointed ${magnitude(run?.parameters ?? 1, run ? this.picture.scene.sizes : ALONE)}`);
    this.layer.replaceChildren(...(run ? this.#marks(run) : []));
  }

  /** @param {Run} run */
  #marks(run) {
    const rings = this.view.places(run).map(([cx, cy]) => svg("circle", { cx, cy, r: 7 }));
    return [...this.view.trace(run), ...rings];
  }

  /** A finger reads a run first, and leaves it out when it comes again. @param {PointerEvent} event */
  #click(event) {
    if (/** @type {Element} */ (event.target).closest(".handle")) return;
    const found = this.#under(event);
    const again = found === this.picture.at;
    this.picture.point(found);
    if (again || event.pointerType !== "touch") this.picture.toggle();
  }

  /** @param {MouseEvent} event @returns {number} the run under the pointer, or -1 */
  #under(event) {
    const corner = this.view.host.getBoundingClientRect();
    const { all } = this.picture.readings;
    const owners = all.flatMap((run, index) => this.view.places(run).map((place) => ({ place, index })));
    const found = nearest(owners.map(({ place }) => place), [event.clientX - corner.left, event.clientY - corner.top], REACH);
    return owners[found]?.index ?? -1;
  }
}
