import { Handle } from "../js/chart/handle.js";
import { power } from "../js/chart/number.js";
import { svg } from "../js/chart/svg.js";
import { boundary, countAbove, shareAbove } from "./holdout.js";

const GRIP = 22;

/** The line between the runs that the law is fitted to and those held back. */
export class HoldoutHandle {
  /** @param {import("./scaling-chart.js").Picture} picture */
  constructor(picture) {
    this.picture = picture;
    this.handle = new Handle(picture.frames.curve, "holdout", "Hold-out line", {
      drag: (x) => this.#drag(x),
      step: (steps) => this.#write(picture.holdout.value - steps * picture.holdout.step),
      settle: () => this.#settle(),
    });
    this.handle.element.append(grip());
  }

  follow() {
    const { scene, readings, edge, threshold } = this.picture;
    this.handle.place(Math.min(scene.x.at(edge), scene.plot.right - GRIP), GRIP);
    this.handle.element.style.height = `${scene.strip.foot - GRIP}px`;
    const all = readings.runs.length;
    const held = countAbove(readings.runs, threshold);
    const text = held
      ? `holds back the ${held} largest of ${all} runs, above ${power(threshold, 2)} FLOP`
      : `holds back none of ${all} runs`;
    this.handle.say({ min: all - Math.round(this.picture.holdout.max * all), max: all, now: all - held, text });
  }

  /** @param {number} x */
  #drag(x) {
    const { readings, scene } = this.picture;
    const compute = scene.x.value(x);
    this.#write(shareAbove(readings.runs, compute));
    const [first, last] = this.#reach();
    this.picture.pulled = Math.min(Math.max(compute, first), last);
    this.picture.redraw();
  }

  /** How far the line may be pulled: from the most runs held back, to none. */
  #reach() {
    const { runs } = this.picture.readings;
    const fewest = runs.length - Math.round(this.picture.holdout.max * runs.length);
    return [boundary(runs, runs[fewest - 1].compute), boundary(runs, runs[runs.length - 1].compute)];
  }

  #settle() {
    this.picture.pulled = null;
    this.picture.holdout.settle();
    this.picture.redraw();
  }

  /** @param {number} share */
  #write(share) {
    this.picture.holdout.write(share);
    this.picture.redraw();
  }
}

function grip() {
  return svg("svg", { class: "grip", width: 44, height: 44, viewBox: "0 0 44 44", "aria-hidden": "true" },
    svg("rect", { class: "ring", x: 1.5, y: 5.5, width: 41, height: 33, rx: 16.5 }),
    svg("rect", { x: 5, y: 9, width: 34, height: 26, rx: 13 }),
    svg("path", { d: "M17 17l-5 5l5 5M27 17l5 5l-5 5" }));
}
