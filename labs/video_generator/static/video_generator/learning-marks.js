import { footAxis, sideAxis } from "../js/chart/axis.js";
import { line } from "../js/chart/path.js";
import { linear } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";
import { whenChanged, whenSized } from "../js/chart/watch.js";
import { element } from "./film.js";

const [LEFT, RIGHT, TOP, FOOT, HEIGHT] = [44, 12, 12, 34, 220];
const NAMES = ["colour", "direction", "shape"];

/** How a network learns: the shares of prompts that are right, from the table inside. */
class LearningMarks extends HTMLElement {
  connectedCallback() {
    const host = /** @type {HTMLElement} */ (this.querySelector(".learning-picture"));
    const body = /** @type {HTMLElement} */ (this.querySelector("[id$='-learned']"));
    const draw = () => this.#draw(host, body);
    this.stops = [whenChanged([body], draw), whenSized(host, draw)];
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
  }

  /** @param {HTMLElement} host @param {HTMLElement} body */
  #draw(host, body) {
    const rows = [...body.querySelectorAll("tr")].map((row) => [...row.querySelectorAll("td")].map((cell) =>
      Number(cell.querySelector("data")?.getAttribute("value") ?? cell.textContent)));
    const width = host.clientWidth;
    if (!rows.length || !width) return host.replaceChildren();
    const x = linear([0, rows[rows.length - 1][0]], [LEFT, width - RIGHT]);
    const y = linear([0, 1], [HEIGHT - FOOT, TOP]);
    const recorded = body.querySelector("tr")?.dataset.recorded === "True";
    const ticks = [0, 0.5, 1].map((share) => Math.round(share * rows[rows.length - 1][0]));
    host.replaceChildren(
      svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": "Shares of prompts that are right, against steps of training" },
        footAxis({ scale: x, ticks, format: String }, { top: TOP, foot: HEIGHT - FOOT }),
        sideAxis({ scale: y, ticks: [0, 0.5, 1], format: String }, { left: LEFT, right: width - RIGHT }),
        svg("text", { class: "axis-name", x: width - RIGHT, y: HEIGHT - 2, "text-anchor": "end" }, "steps"),
        ...NAMES.map((name, place) => svg("path", { class: `line is-${name}`, d: line(rows.map((row) => [x.at(row[0]), y.at(row[place + 1])])) }))),
      element("p", { className: "legend" }, ...NAMES.flatMap((name) => [element("span", { className: `is-${name}`, textContent: name }), " "]),
        recorded ? "recorded when the lab was made" : "trained now, by this run"));
  }
}

customElements.define("learning-marks", LearningMarks);
