import { Handle } from "../js/chart/handle.js";
import { magnitude } from "../js/chart/magnitude.js";
import { figures, human, power, signedPercent } from "../js/chart/number.js";
import { line, nearest } from "../js/chart/path.js";
import { svg } from "../js/chart/svg.js";
import { isoCurve } from "./curve-picture.js";
import { isBeyond } from "./holdout.js";
import { predict } from "./law.js";
import { missOf } from "./scene.js";

/** @typedef {import("../js/chart/path.js").Place} Place */
/** @typedef {import("./readings.js").Run} Run */

const HINT = "Point at a run to read it. Pull the line to hold back more of the largest, or the budget along the frontier.";
const REACH = 28;

/** Points at one run, by pointer or by arrow keys, and reads it out beneath the picture. */
export class RunCursor {
  /** @param {import("./scaling-chart.js").Picture} picture */
  constructor(picture) {
    this.picture = picture;
    this.at = -1;
    this.layer = svg("g", { class: "pointed" });
    this.handle = new Handle(picture.frames.curve, "run", "Runs, by compute", {
      drag: () => {},
      step: (steps) => this.#point(Math.min(Math.max(this.at + steps, 0), picture.readings.runs.length - 1)),
      settle: () => {},
    });
    picture.frames.curve.addEventListener("pointermove", (event) => this.#hover(event));
    picture.frames.curve.addEventListener("pointerleave", () => this.#point(-1));
    this.handle.element.addEventListener("focus", () => this.#point(Math.max(this.at, 0)));
    this.handle.element.addEventListener("blur", () => this.#point(-1));
  }

  follow() {
    const { runs } = this.picture.readings;
    if (this.at >= runs.length) this.at = -1;
    const run = runs[Math.max(this.at, 0)];
    const { scene } = this.picture;
    this.handle.place(scene.x.at(run.compute), scene.y.at(run.loss));
    this.picture.frames.canvas.append(this.layer);
    this.#mark();
  }

  /** @param {PointerEvent} event */
  #hover(event) {
    const { scene, readings, frames } = this.picture;
    if (event.buttons) return;
    const corner = frames.curve.getBoundingClientRect();
    const pointer = /** @type {Place} */ ([event.clientX - corner.left, event.clientY - corner.top]);
    const inStrip = pointer[1] > scene.strip.top - 10;
    const places = readings.runs.map((run) => (inStrip ? this.#missed(run) : this.#lost(run)));
    this.#point(nearest(places, pointer, REACH));
  }

  /** @param {number} index */
  #point(index) {
    if (index === this.at) return;
    this.at = index;
    this.follow();
  }

  #mark() {
    const { readings, scene, threshold, frames } = this.picture;
    const { readout } = frames;
    const run = readings.runs[this.at];
    if (!run) {
      this.layer.replaceChildren();
      readout.textContent = HINT;
      this.handle.say({ min: 1, max: readings.runs.length, now: 1, text: `${readings.runs.length} runs; arrow keys read them one by one` });
      return;
    }
    const words = describe(run, readings.seen ?? readings.law, isBeyond(run, threshold));
    readout.replaceChildren(...spans(words));
    this.layer.setAttribute("class", `pointed ${magnitude(run.parameters, scene.sizes)}`);
    this.layer.replaceChildren(...this.#rings(run));
    this.handle.say({ min: 1, max: readings.runs.length, now: this.at + 1, text: words.map(([word]) => word).join(", ") });
  }

  /** @param {Run} run */
  #rings(run) {
    const { law } = this.picture.readings;
    const ring = (/** @type {Place} */ [cx, cy]) => svg("circle", { cx, cy, r: 7 });
    if (!law) return [ring(this.#lost(run))];
    const curve = svg("path", { d: line(isoCurve(this.picture.scene, law, run.parameters)) });
    return [curve, ring(this.#lost(run)), ring(this.#missed(run))];
  }

  /** @param {Run} run @returns {Place} */
  #lost(run) {
    const { scene } = this.picture;
    return [scene.x.at(run.compute), scene.y.at(run.loss)];
  }

  /** @param {Run} run @returns {Place} */
  #missed(run) {
    const { scene, readings } = this.picture;
    const judge = readings.seen ?? readings.law;
    return [scene.x.at(run.compute), judge ? scene.miss.at(missOf(judge, run)) : scene.strip.foot];
  }
}

/**
 * What there is to say of one run, as words and the meaning that colours them.
 * @param {Run} run
 * @param {import("./law.js").Law | null} law the law that judges it
 * @param {boolean} heldOut whether the law has not seen it
 * @returns {[string, string][]}
 */
function describe(run, law, heldOut) {
  const words = /** @type {[string, string][]} */ ([
    [`${human(run.parameters)} parameters`, "is-parameters"],
    [`${human(run.tokens)} tokens`, "is-tokens"],
    [`${power(run.compute)} FLOP`, "is-compute"],
    [`loss ${figures(run.loss, 4)}`, "is-loss"],
  ]);
  if (!law) return words;
  const predicted = figures(predict(law, run.parameters, run.tokens), 4);
  const missed = `${predicted} (${signedPercent(missOf(law, run))})`;
  words.push(heldOut ? [`foretold, unseen: ${missed}`, "is-held-out"] : [`by the law: ${missed}`, "is-fitted"]);
  return words;
}

/** @param {[string, string][]} words @returns {HTMLSpanElement[]} */
function spans(words) {
  return words.map(([word, meaning]) => {
    const span = document.createElement("span");
    span.className = meaning;
    span.textContent = word;
    return span;
  });
}
