import { figures } from "../js/chart/number.js";
import { line } from "../js/chart/path.js";
import { linear, logarithmic } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";
import { whenChanged } from "../js/chart/watch.js";

const [WIDTH, HEIGHT, EDGE] = [120, 44, 4];
/** Values so many times apart are drawn on a logarithmic axis. */
const FAR = 4;

/** Draws, small, how the objective rises as each constant is held away from its best. */
class ProfileSketches extends HTMLElement {
  connectedCallback() {
    const slot = /** @type {Element} */ (this.querySelector(".profiles"));
    this.stop = whenChanged([slot], () => this.#draw(slot));
    this.#draw(slot);
  }

  disconnectedCallback() {
    this.stop?.();
  }

  /** @param {Element} slot */
  #draw(slot) {
    const tables = [...slot.querySelectorAll("table")];
    this.querySelector(".sketches")?.replaceChildren(...tables.map(sketched));
  }
}

/** @param {HTMLTableElement} table */
function sketched(table) {
  const rows = [...table.querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("data")].map((cell) => Number(cell.value)));
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  const name = document.createElement("i");
  name.innerHTML = table.caption?.innerHTML ?? "";
  const values = rows.map(([value]) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  caption.append(name, ` ${figures(low, 2)} to ${figures(high, 2)}`);
  figure.append(drawing(rows, low, high), caption);
  return figure;
}

/** @param {number[][]} rows value and excess @param {number} low @param {number} high */
function drawing(rows, low, high) {
  const scale = low > 0 && high / low > FAR ? logarithmic : linear;
  const x = scale([low, high], [EDGE, WIDTH - EDGE]);
  const y = linear([0, Math.max(...rows.map(([, excess]) => excess))], [HEIGHT - EDGE, EDGE]);
  const best = rows.reduce((one, other) => (other[1] < one[1] ? other : one));
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" },
    svg("path", { class: "sketch-floor", d: line([[EDGE, HEIGHT - EDGE], [WIDTH - EDGE, HEIGHT - EDGE]]) }),
    svg("path", { class: "sketch-rise", d: line(rows.map(([value, excess]) => [x.at(value), y.at(excess)])) }),
    svg("circle", { class: "sketch-best", cx: x.at(best[0]), cy: y.at(best[1]), r: 3 }));
}

customElements.define("profile-sketches", ProfileSketches);
