import { footAxis, sideAxis } from "../js/chart/axis.js";
import { line } from "../js/chart/path.js";
import { linear } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";

const [LEFT, RIGHT, TOP, FOOT] = [44, 12, 12, 34];

/**
 * Draw lines over a common foot.
 * @param {HTMLElement} host
 * @param {{name: string, className: string, points: [number, number][]}[]} lines
 * @param {{label: string, x: string, y: string, height?: number, format?: (value: number) => string, ticks?: number[]}} words
 */
export function drawLines(host, lines, { label, x: foot, y: side, height = 230, format = String, ticks }) {
  const points = lines.flatMap((each) => each.points);
  const width = host.clientWidth;
  if (!points.length || !width) return host.replaceChildren();
  const across = points.map(([value]) => value);
  const up = points.map(([, value]) => value);
  const x = linear([Math.min(...across), Math.max(...across)], [LEFT, width - RIGHT]);
  const y = linear([Math.floor(Math.min(...up)), Math.ceil(Math.max(...up))], [height - FOOT, TOP]);
  const xs = ticks ?? spaced(x.domain, 5);
  host.replaceChildren(svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label },
    footAxis({ scale: x, ticks: xs, format }, { top: TOP, foot: height - FOOT }),
    sideAxis({ scale: y, ticks: spaced(y.domain, 4), format: (value) => String(Math.round(value)) }, { left: LEFT, right: width - RIGHT }),
    svg("text", { class: "axis-name", x: width - RIGHT, y: height - 2, "text-anchor": "end" }, foot),
    svg("text", { class: "axis-name", x: LEFT + 4, y: TOP + 6 }, side),
    ...lines.map(({ className, points: own }) => svg("path", { class: `line ${className}`, d: line(own.map(([a, b]) => [x.at(a), y.at(b)])) })),
    ...lines.flatMap(({ className, name, points: own }) => own.map(([a, b]) =>
      svg("circle", { class: className, cx: x.at(a), cy: y.at(b), r: 2.5 }, svg("title", {}, `${name}: ${format(a)}, ${b.toFixed(2)} dB`))))));
  host.append(legend(lines));
}

/** @param {[number, number]} domain @param {number} count */
function spaced([low, high], count) {
  return Array.from({ length: count }, (_, each) => Math.round(low + ((high - low) * each) / (count - 1)));
}

/** @param {{name: string, className: string}[]} lines */
function legend(lines) {
  const list = document.createElement("p");
  list.className = "legend";
  for (const { name, className } of lines) {
    const key = document.createElement("span");
    key.className = className;
    key.textContent = name;
    list.append(key, " ");
  }
  return list;
}

/** Read rows of numbers from a table body. @param {Iterable<Element>} rows @returns {number[][]} */
export function numbers(rows) {
  return [...rows].map((row) => [...row.querySelectorAll("td")].map((cell) =>
    Number(cell.querySelector("data")?.getAttribute("value") ?? cell.textContent)));
}
