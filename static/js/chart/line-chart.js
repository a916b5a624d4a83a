import { footAxis, sideAxis } from "./axis.js";
import { line } from "./path.js";
import { linear, logarithmic } from "./scale.js";
import { svg } from "./svg.js";
import { linearTicks, logTicks } from "./ticks.js";
import { whenChanged, whenSized } from "./watch.js";

const [LEFT, RIGHT, TOP, FOOT, HEIGHT] = [52, 16, 22, 40, 244];
const TICKS = 4;

/** @typedef {[number, number]} Point */
/**
 * @typedef {object} Line
 * @property {string} name
 * @property {string} className
 * @property {Point[]} points
 * @property {number[]} [spread] how far each point may be off, up or down
 * @property {boolean} [plain] whether its points have no marks
 */
/**
 * @typedef {object} Side
 * @property {string} [name] what is measured along it
 * @property {[number, number]} [domain] that of the points, where it is not given
 * @property {number[]} [ticks]
 * @property {(value: number) => string} [format]
 * @property {boolean} [log]
 */
/** @typedef {{label: string, x: Side, y: Side, height?: number, tell?: (value: number) => string}} Look */

/**
 * Lines over a common foot; each mark tells its figures when it is pointed at.
 * @param {Line[]} lines @param {number} width @param {Look} look
 */
export function lineChart(lines, width, { label, x: foot, y: side, height = HEIGHT, tell = String }) {
  const points = lines.flatMap((each) => each.points);
  const x = scaled(foot, points.map(([across]) => across), [LEFT, width - RIGHT]);
  const y = scaled(side, points.map(([, up]) => up), [height - FOOT, TOP]);
  const at = (/** @type {Point} */ [a, b]) => /** @type {Point} */ ([x.scale.at(a), y.scale.at(b)]);
  return svg("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label },
    footAxis(x, { top: TOP, foot: height - FOOT }),
    sideAxis(y, { left: LEFT, right: width - RIGHT }),
    svg("text", { class: "axis-name", x: width - RIGHT, y: height - 4, "text-anchor": "end" }, foot.name ?? ""),
    svg("text", { class: "axis-name", x: 0, y: TOP - 10 }, side.name ?? ""),
    ...lines.map((each) => svg("path", { class: `line ${each.className}`, d: line(each.points.map(at)) })),
    ...lines.flatMap((each) => (each.plain ? [] : marks(each, at, x.format, tell))));
}

/**
 * @param {Line} each @param {(point: Point) => Point} at
 * @param {(value: number) => string} format @param {(value: number) => string} tell
 */
function marks({ name, className, points, spread }, at, format, tell) {
  return points.flatMap(([a, b], place) => {
    const [cx, cy] = at([a, b]);
    const off = spread?.[place];
    const told = off === undefined ? tell(b) : `${tell(b)} ± ${tell(off)}`;
    const mark = svg("circle", { class: className, cx, cy, r: 2.5 }, svg("title", {}, `${name}: ${format(a)}, ${told}`));
    if (off === undefined) return [mark];
    return [svg("line", { class: `whisker ${className}`, x1: cx, x2: cx, y1: at([a, b - off])[1], y2: at([a, b + off])[1] }), mark];
  });
}

/**
 * @param {Side} side @param {number[]} values @param {[number, number]} range
 * @returns {import("./axis.js").Axis}
 */
function scaled({ domain, ticks, format = String, log = false }, values, range) {
  const own = domain ?? /** @type {[number, number]} */ ([Math.min(...values), Math.max(...values)]);
  const whole = values.every(Number.isInteger);
  const even = log ? logTicks(own, TICKS) : linearTicks(own, TICKS);
  return {
    scale: (log ? logarithmic : linear)(own, range),
    ticks: ticks ?? even.filter((tick) => !whole || Number.isInteger(tick)),
    format,
  };
}

/** Which line is which. @param {{name: string, className: string}[]} lines */
export function chartKey(lines) {
  const list = document.createElement("ul");
  list.className = "chart-key";
  list.append(...lines.map(({ name, className }) => {
    const item = document.createElement("li");
    const sample = svg("svg", { class: "chart", width: 22, height: 8, "aria-hidden": "true" },
      svg("path", { class: `line ${className}`, d: line([[0, 4], [22, 4]]) }));
    item.append(sample, name);
    return item;
  }));
  return list;
}

/**
 * Draw lines and their key into a place, as wide as it is; nothing where there are no points.
 * @param {HTMLElement} host @param {Line[]} lines @param {Look} look
 */
export function drawLines(host, lines, look) {
  const width = host.clientWidth;
  if (!width || !lines.some(({ points }) => points.length)) return host.replaceChildren();
  host.replaceChildren(lineChart(lines, width, look), chartKey(lines));
}

/** Read the numbers of a table's rows; what is none is NaN. @param {Iterable<HTMLTableRowElement>} rows @returns {number[][]} */
export function numbers(rows) {
  return [...rows].map((row) => [...row.cells].map((cell) =>
    Number(cell.querySelector("data")?.getAttribute("value") ?? cell.textContent)));
}

/** A chart of the tables inside, drawn anew as their rows come. */
export class TableChart extends HTMLElement {
  connectedCallback() {
    const host = /** @type {HTMLElement} */ (this.querySelector(".curve-picture"));
    const draw = () => drawLines(host, this.lines(), this.look());
    this.stops = [whenChanged(this.querySelectorAll("tbody"), draw), whenSized(host, draw)];
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
  }

  /** The rows of the tables of one kind. @param {string} selector of a body @returns {HTMLTableRowElement[]} */
  rows(selector = "tbody") {
    return [.../** @type {HTMLTableSectionElement} */ (this.querySelector(selector)).rows];
  }

  /** @returns {Line[]} */
  lines() {
    throw new Error("says no lines");
  }

  /** @returns {Look} */
  look() {
    throw new Error("says no look");
  }
}
