import { footAxis, sideAxis } from "../js/chart/axis.js";
import { line } from "../js/chart/path.js";
import { linear } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";
import { whenChanged, whenSized } from "../js/chart/watch.js";

const [LEFT, RIGHT, TOP, FOOT, HEIGHT] = [56, 24, 14, 44, 260];
const NAMES = { player: "player", ball: "ball", coins: "coins", walls: "walls", follows: "follows the key" };
const RETURNS = { went: "farthest: still in view", kept: "back: never left", gone: "back: had left", coins: "coins that had left", stayed: "as many steps in place", "coins is-invented": "coins where none was" };

const RIVALS = Object.fromEntries(["player", "ball", "coins", "walls"].flatMap((each) => [
  [each, `${each}, taught plays`],
  [`${each} is-random`, `${each}, taught random keys (thin)`],
]));

/** @typedef {{skipped: number, foot: string, label: string}} Words */

/** Shares that are right, against what grows along the foot: read from the rows of a table. */
class ShareCurve extends HTMLElement {
  /** What each column tells, by the name of its colour, in the order of the columns. @type {Record<string, string>} */
  names = NAMES;

  /** @type {Words} */
  words = { skipped: 0, foot: "dreamed frames in a row", label: "The share of dreams that are right, against how long they were dreamed" };

  connectedCallback() {
    const host = /** @type {HTMLElement} */ (this.querySelector(".curve-picture"));
    const body = /** @type {HTMLElement} */ (this.querySelector("tbody"));
    const draw = () => this.draw(host, [...body.rows]);
    this.stops = [whenChanged([body], draw), whenSized(host, draw)];
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
  }

  /** @param {HTMLElement} host @param {HTMLTableRowElement[]} rows */
  draw(host, rows) {
    const width = host.clientWidth;
    const points = rows.map((row) => [...row.cells].map((cell) => Number(cell.querySelector("data")?.getAttribute("value") ?? NaN)));
    if (points.length < 2 || !width) return host.replaceChildren();
    const across = points.map(([at]) => at);
    const x = linear([Math.min(...across), Math.max(...across)], [LEFT, width - RIGHT]);
    const y = linear([0, 1], [HEIGHT - FOOT, TOP]);
    const last = Math.max(...across);
    const ticks = [0, 1, 2, 3, 4].map((each) => Math.round(Math.min(...across) + ((last - Math.min(...across)) * each) / 4));
    host.replaceChildren(svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": this.words.label },
      footAxis({ scale: x, ticks, format: String }, { top: TOP, foot: HEIGHT - FOOT }),
      sideAxis({ scale: y, ticks: [0, 0.5, 1], format: (share) => `${100 * share} %` }, { left: LEFT, right: width - RIGHT }),
      svg("text", { class: "axis-name", x: width - RIGHT, y: HEIGHT - 4, "text-anchor": "end" }, this.words.foot),
      ...Object.entries(this.names).flatMap(([name, told], place) => {
        const own = points.map((row) => /** @type {[number, number]} */ ([row[0], row[place + 1 + this.words.skipped]]));
        return [
          svg("path", { class: `line is-${name}`, d: line(own.map(([a, b]) => [x.at(a), y.at(b)])) }),
          ...own.map(([a, b]) => svg("circle", { class: `is-${name}`, cx: x.at(a), cy: y.at(b), r: 2.5 }, svg("title", {}, `${told}: ${a}, ${(100 * b).toFixed(1)} %`))),
        ];
      })), legend(this.names));
  }
}

/** @param {Record<string, string>} names */
function legend(names) {
  const list = document.createElement("p");
  list.className = "legend";
  for (const [name, told] of Object.entries(names)) {
    const key = document.createElement("span");
    key.className = `is-${name}`;
    key.textContent = told;
    list.append(key, " ");
  }
  return list;
}

customElements.define("drift-curve", class extends ShareCurve {});
customElements.define("return-curve", class extends ShareCurve {
  names = RETURNS;
  words = { skipped: 0, foot: "steps away before the way back", label: "What is right in the dream, against how far the player went before it came back" };
});
customElements.define("learning-curve", class extends ShareCurve {
  words = { skipped: 1, foot: "steps of training", label: "The share of dreams that are right after 50 frames, against the steps of training" };
});
customElements.define("weighed-curve", class extends ShareCurve {
  names = RIVALS;
  words = { skipped: 0, foot: "dreamed frames in a row", label: "What is right in both dreams, against how long they were dreamed" };
});
customElements.define("taught-curve", class extends ShareCurve {
  names = RIVALS;
  words = { skipped: 0, foot: "steps of training", label: "What is right in both dreams after 50 frames, against the steps of training" };
});
