import { footAxis, sideAxis } from "../js/chart/axis.js";
import { figures, human, short } from "../js/chart/number.js";
import { line } from "../js/chart/path.js";
import { linear, logarithmic } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";
import { linearTicks, logTicks } from "../js/chart/ticks.js";
import { nearlyBest, optimum, predictAt, spread } from "./law.js";

const HEIGHT = 260;
const FOOT = HEIGHT - 44;
const TOP = 14;
const SIDE = 40;
const FLAT = 0.01;

/**
 * Draw every way to spend one budget: the loss of small models on much data, to large ones on little.
 * @param {number} width
 * @param {import("./law.js").Law} law of all runs
 * @param {import("./law.js").Law | null} seen the law of the smaller runs alone
 * @param {number} budget
 */
export function drawValley(width, law, seen, budget) {
  const best = optimum(law, budget);
  const [small, large] = nearlyBest(law, budget, FLAT);
  const reach = nearlyBest(law, budget, 0.14);
  const x = logarithmic([reach[0], reach[1]], [44, width - 8]);
  const y = linear([best.loss * 0.955, best.loss * 1.145], [FOOT, TOP]);
  const floor = y.at(best.loss * (1 + FLAT));
  const course = (/** @type {import("./law.js").Law} */ each) => line(spread([reach[0], reach[1]], 80)
    .map((size) => /** @type {[number, number]} */ ([x.at(size), y.at(predictAt(each, size, budget))]))
    .filter(([, height]) => height >= TOP && height <= FOOT));
  return [
    footAxis({ scale: x, ticks: logTicks(x.domain, width < 340 ? 4 : 6), format: short }, { top: TOP, foot: FOOT }),
    sideAxis({ scale: y, ticks: linearTicks(y.domain, 4), format: (tick) => figures(tick, 3) }, { left: SIDE + 4, right: width - 8 }),
    svg("text", { class: "title is-parameters", x: width - 8, y: FOOT + 38, "text-anchor": "end" }, "parameters"),
    ...(seen ? [svg("path", { class: "valley beyond is-held-out", d: course(seen) })] : []),
    svg("path", { class: "valley is-loss", d: course(law) }),
    svg("path", { class: "flat", d: line([[x.at(small), floor], [x.at(large), floor]]) }),
    svg("line", { class: "drop", x1: x.at(best.parameters), x2: x.at(best.parameters), y1: y.at(best.loss), y2: FOOT }),
    svg("circle", { class: "mark is-loss", cx: x.at(best.parameters), cy: y.at(best.loss), r: 4.5 }),
    svg("text", { class: "value is-parameters", x: x.at(best.parameters) + 8, y: FOOT - 8 }, human(best.parameters)),
    svg("text", { class: "title is-loss", x: 0, y: FOOT + 38 }, `${human(small, 2)} to ${human(large, 2)} lose less than 1\u202f%`),
  ];
}
