import { footAxis, sideAxis } from "../js/chart/axis.js";
import { line } from "../js/chart/path.js";
import { linear } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";
import { whenChanged, whenSized } from "../js/chart/watch.js";

const [LEFT, RIGHT, TOP, FOOT, HEIGHT] = [56, 24, 14, 44, 260];
const NAMES = { dream: "in the dream", real: "in the game", "dream is-best": "best of a generation, in the dream (thin)", random: "random keys", autopilot: "autopilot" };
const MARKED = /** @type {const} */ ([["dream", 1], ["real", 3]]);
const TOLD = /** @type {const} */ ([["random", 5], ["autopilot", 6]]);

/** Coins that a controller takes in dreams and in the game, generation by generation: from the rows of two tables. */
class ReturnRace extends HTMLElement {
  connectedCallback() {
    const host = /** @type {HTMLElement} */ (this.querySelector(".curve-picture"));
    const bodies = ["tried", "evolved"].map((name) => /** @type {HTMLElement} */ (this.querySelector(`tbody.${name}`)));
    const draw = () => this.draw(host, numbers(bodies[0]), numbers(bodies[1]));
    this.stops = [whenChanged(bodies, draw), whenSized(host, draw)];
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
  }

  /** @param {HTMLElement} host @param {number[][]} tried @param {number[][]} evolved */
  draw(host, tried, evolved) {
    const width = host.clientWidth;
    if (!tried.length || !width) return host.replaceChildren();
    const last = Math.max(1, ...tried.map(([at]) => at), ...evolved.map(([at]) => at));
    const most = Math.max(...tried.flatMap((row) => [row[1] + row[2], row[3] + row[4], row[6]]), ...evolved.map((row) => row[1]));
    const x = linear([0, last], [LEFT, width - RIGHT]);
    const y = linear([0, most * 1.05], [HEIGHT - FOOT, TOP]);
    const apart = [1, 2, 5, 10, 20, 50].find((each) => most / each <= 6) ?? 100;
    const ticks = Array.from({ length: Math.floor(most / apart) + 1 }, (_, each) => each * apart);
    const foot = [0, 1, 2, 3, 4].map((each) => Math.round((last * each) / 4));
    host.replaceChildren(svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": "Coins taken in the dream and in the game, against generations" },
      footAxis({ scale: x, ticks: [...new Set(foot)], format: String }, { top: TOP, foot: HEIGHT - FOOT }),
      sideAxis({ scale: y, ticks, format: String }, { left: LEFT, right: width - RIGHT }),
      svg("text", { class: "axis-name", x: width - RIGHT, y: HEIGHT - 4, "text-anchor": "end" }, "generations"),
      svg("text", { class: "axis-name", x: 0, y: TOP - 2 }, "coins"),
      ...TOLD.map(([name, column]) => svg("path", { class: `line is-${name}`, d: line([[LEFT, y.at(tried[0][column])], [width - RIGHT, y.at(tried[0][column])]]) })),
      svg("path", { class: "line is-dream is-best", d: line(evolved.map((row) => [x.at(row[0]), y.at(row[1])])) }),
      ...MARKED.flatMap(([name, column]) => [
        svg("path", { class: `line is-${name}`, d: line(tried.map((row) => [x.at(row[0]), y.at(row[column])])) }),
        ...tried.flatMap((row) => [
          svg("line", { class: `whisker is-${name}`, x1: x.at(row[0]), x2: x.at(row[0]), y1: y.at(row[column] - row[column + 1]), y2: y.at(row[column] + row[column + 1]) }),
          svg("circle", { class: `is-${name}`, cx: x.at(row[0]), cy: y.at(row[column]), r: 2.5 }, svg("title", {}, `${NAMES[name]}: generation ${row[0]}, ${row[column].toFixed(2)} ± ${row[column + 1].toFixed(2)} coins`)),
        ]),
      ])), legend());
  }
}

/** @param {HTMLElement} body */
function numbers(body) {
  const rows = [.../** @type {HTMLTableSectionElement} */ (body).rows];
  return rows.map((row) => [...row.cells].map((cell) => Number(cell.querySelector("data")?.getAttribute("value") ?? NaN)));
}

function legend() {
  const list = document.createElement("p");
  list.className = "legend";
  for (const [name, told] of Object.entries(NAMES)) {
    const key = document.createElement("span");
    key.className = `is-${name}`;
    key.textContent = told;
    list.append(key, " ");
  }
  return list;
}

customElements.define("return-race", ReturnRace);
