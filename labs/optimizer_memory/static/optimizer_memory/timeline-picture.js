import { footAxis, sideAxis } from "../js/chart/axis.js";
import { human } from "../js/chart/number.js";
import { band } from "../js/chart/path.js";
import { linear } from "../js/chart/scale.js";
import { svg } from "../js/chart/svg.js";
import { linearTicks } from "../js/chart/ticks.js";
import { CATEGORIES, highest, largest, stretches } from "./moments.js";

/** @typedef {import("./moments.js").Moment} Moment */
/** @typedef {import("../js/chart/scale.js").Scale} Scale */

const CARDS = [12, 16, 24, 40, 80, 141];
const TOP = 28;
const BAR = 26;
const SHORTEST = 70;
const BETWEEN_NAMES = 15;

/**
 * @typedef {object} Scene
 * @property {number} width
 * @property {number} height
 * @property {Scale} x ops
 * @property {Scale} y GiB
 */

/** The most GiB that either bar or picture shows. @param {Moment[]} moments */
export function needed(moments) {
  const most = largest(moments).slice(0, 4).reduce((sum, each) => sum + each, 0);
  return Math.max(highest(moments).total, most);
}

/**
 * @param {Moment[]} moments @param {number} card @param {number} width @param {number} most GiB to show
 * @returns {Scene}
 */
export function sceneOf(moments, card, width, most) {
  const height = width < 560 ? 300 : 330;
  const top = most * 1.06;
  const reach = card > top && card < 2.2 * top ? card * 1.05 : top;
  const right = width - (width < 560 ? 46 : 84);
  return {
    width, height,
    x: linear([0, moments[moments.length - 1].at || 1], [38, right]),
    y: linear([0, reach], [height - 34, TOP]),
  };
}

/**
 * @param {Scene} scene @param {Moment[]} moments @param {number} card @param {boolean} summed
 * @returns {SVGElement[]}
 */
export function drawTimeline(scene, moments, card, summed) {
  const { x, y } = scene;
  const extent = { left: x.range[0], right: x.range[1], top: TOP, foot: y.range[0] };
  const format = (/** @type {number} */ at) => human(at, 2).replace(/\.0(?=\D|$)/, "");
  return [
    sideAxis({ scale: y, ticks: linearTicks(y.domain, 5), format: String }, extent),
    footAxis({ scale: x, ticks: linearTicks(x.domain, scene.width < 560 ? 3 : 6), format }, extent),
    ...areas(scene, moments),
    ...phases(scene, moments),
    ...cards(scene, card),
    ...beside(scene, summed ? largest(moments).slice(0, 4) : highest(moments).gib, summed),
    ...(summed ? [] : peak(scene, highest(moments))),
  ];
}

/** @param {Scene} scene @param {Moment[]} moments */
function areas({ x, y }, moments) {
  let floor = moments.map(() => 0);
  return CATEGORIES.map((category, index) => {
    const roof = moments.map((each, at) => floor[at] + each.gib[index]);
    const edge = (/** @type {number[]} */ heights) => stepped(moments.map((each, at) => [x.at(each.at), y.at(heights[at])]));
    const area = svg("path", { class: `area is-${category}`, d: band(edge(roof), edge(floor)) });
    floor = roof;
    return area;
  });
}

/** Memory jumps: it is held until the next moment. @param {number[][]} places @returns {[number, number][]} */
function stepped(places) {
  return places.flatMap(([px, py], index) => {
    const next = places[index + 1]?.[0] ?? px;
    return /** @type {[number, number][]} */ ([[px, py], [next, py]]);
  });
}

/** @param {Scene} scene @param {Moment[]} moments */
function phases({ x }, moments) {
  return stretches(moments)
    .filter(({ from, to }) => x.at(to) - x.at(from) > SHORTEST)
    .flatMap(({ phase, from, to }) => [
      svg("path", { class: "phase", d: `M${x.at(from)} ${TOP - 8}H${x.at(to)}` }),
      svg("text", { class: "phase-name", x: (x.at(from) + x.at(to)) / 2, y: TOP - 14, "text-anchor": "middle" }, phase),
    ]);
}

/** @param {Scene} scene @param {number} chosen */
function cards({ x, y }, chosen) {
  const shown = CARDS.filter((size) => size < y.domain[1]);
  const named = apart([...shown.filter((size) => size === chosen), ...shown.toReversed()], y);
  return shown.flatMap((size) => [
    svg("path", { class: size === chosen ? "card-line mine" : "card-line", d: `M${x.range[0]} ${y.at(size)}H${x.range[1]}` }),
    ...(named.includes(size)
      ? [svg("text", { class: "card-name", x: x.range[0] + 6, y: y.at(size) - 4 }, `${size} GB card`)] : []),
  ]);
}

/** Names that would lie on one another are left out, the last first. @param {number[]} sizes @param {Scale} y */
function apart(sizes, y) {
  /** @type {number[]} */
  const kept = [];
  for (const size of sizes) {
    if (kept.every((each) => Math.abs(y.at(each) - y.at(size)) > BETWEEN_NAMES)) kept.push(size);
  }
  return kept;
}

/** @param {Scene} scene @param {number[]} parts @param {boolean} summed */
function beside({ x, y, width }, parts, summed) {
  const left = x.range[1] + 10;
  const size = Math.min(BAR, width - left - 2);
  let floor = 0;
  const bars = parts.map((part, index) => {
    const bar = svg("rect", {
      class: `area is-${CATEGORIES[index]}`, x: left, width: size,
      y: y.at(floor + part), height: y.at(floor) - y.at(floor + part),
    });
    floor += part;
    return bar;
  });
  return [
    ...bars,
    svg("text", { class: "total", x: left, y: y.at(floor) - 8 }, floor.toFixed(1)),
    svg("text", { class: "tick", x: left, y: y.range[0] + 18 }, summed ? "sum" : "peak"),
  ];
}

/** @param {Scene} scene @param {Moment} moment */
function peak({ x, y }, moment) {
  return [svg("circle", { class: "peak", cx: x.at(moment.at), cy: y.at(moment.total), r: 4.5 })];
}
