import { svg } from "./svg.js";

/**
 * @typedef {object} Axis
 * @property {import("./scale.js").Scale} scale
 * @property {number[]} ticks
 * @property {(value: number) => string} format
 */

/**
 * Draw ticks and labels along the foot of a plot, with hairlines up through it.
 * @param {Axis} axis
 * @param {{top: number, foot: number}} extent
 */
export function footAxis({ scale, ticks, format }, { top, foot }) {
  return svg("g", { class: "axis", "aria-hidden": "true" },
    ...ticks.flatMap((tick) => {
      const x = scale.at(tick);
      return [
        svg("line", { class: "grid", x1: x, x2: x, y1: top, y2: foot }),
        svg("text", { class: "tick", x, y: foot + 18, "text-anchor": "middle" }, format(tick)),
      ];
    }));
}

/**
 * Draw ticks and labels along the left of a plot, with hairlines across it.
 * @param {Axis} axis
 * @param {{left: number, right: number}} extent
 */
export function sideAxis({ scale, ticks, format }, { left, right }) {
  return svg("g", { class: "axis", "aria-hidden": "true" },
    ...ticks.flatMap((tick) => {
      const y = scale.at(tick);
      return [
        svg("line", { class: "grid", x1: left, x2: right, y1: y, y2: y }),
        svg("text", { class: "tick", x: left - 8, y, dy: "0.32em", "text-anchor": "end" }, format(tick)),
      ];
    }));
}
