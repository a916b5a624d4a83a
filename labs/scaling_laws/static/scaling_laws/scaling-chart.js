import { Field } from "../js/chart/field.js";
import { whenSized } from "../js/chart/sized.js";
import { svg } from "../js/chart/svg.js";
import { oncePerFrame, whenChanged } from "../js/chart/watch.js";
import { drawBest } from "./best-picture.js";
import { BudgetHandle } from "./budget-handle.js";
import { drawCurve } from "./curve-picture.js";
import { boundary, thresholdFor } from "./holdout.js";
import { HoldoutHandle } from "./holdout-handle.js";
import { hasOptimum } from "./law.js";
import { read } from "./readings.js";
import { RunCursor } from "./run-cursor.js";
import { sceneOf } from "./scene.js";
import { drawValley } from "./valley-picture.js";

/**
 * The picture of the lab, drawn from the tables inside it.
 *
 * It follows the controls at once, and the tables when the server has answered.
 */
export class ScalingChart extends HTMLElement {
  connectedCallback() {
    this.holdout = new Field("holdout");
    this.budget = new Field("budget");
    this.readings = read(this);
    this.#build();
    this.handles = [new RunCursor(this), ...(this.holdout.exists ? [new HoldoutHandle(this)] : []),
      ...(this.budget.exists ? [new BudgetHandle(this)] : [])];
    const form = this.holdout.input?.form;
    this.redraw = oncePerFrame(() => this.#draw());
    form?.addEventListener("input", this.redraw);
    this.stops = [
      whenChanged(this.querySelectorAll("tbody, .split-statement"), () => this.#readAgain()),
      whenSized(this.curve, this.redraw),
      () => form?.removeEventListener("input", this.redraw),
    ];
  }

  disconnectedCallback() {
    for (const stop of this.stops) stop();
    this.pictures.replaceChildren();
  }

  /** The compute above which runs are held out: the control's word, else the server's. */
  get threshold() {
    return this.holdout.exists ? thresholdFor(this.readings.runs, this.holdout.value) : this.readings.threshold;
  }

  /** Where the hold-out line stands, in FLOP; under the finger while it is pulled. */
  get edge() {
    return this.pulled ?? boundary(this.readings.runs, this.threshold);
  }

  /** The budget in FLOP. */
  get spending() {
    return this.budget.exists ? 10 ** this.budget.value : this.readings.spending;
  }

  #build() {
    this.pictures = this.querySelector(".pictures");
    this.curve = division("picture picture-curve");
    this.canvas = svg("svg", { role: "img", "aria-label": "Loss against training compute, one point a run" });
    this.curve.append(this.canvas);
    this.readout = document.createElement("p");
    this.readout.className = "readout";
    this.best = svg("svg", { role: "img", "aria-label": "How the best size and amount of data grow with compute" });
    this.valley = svg("svg", { role: "img", "aria-label": "The loss of every way to spend the budget" });
    const pair = division("picture-pair");
    pair.append(captioned("The best split of compute", this.best), captioned("Every way to spend this budget", this.valley));
    this.pictures.replaceChildren(this.curve, this.readout, pair);
  }

  #readAgain() {
    this.readings = read(this);
    this.#draw();
  }

  #draw() {
    const width = this.curve.clientWidth;
    if (!width || !this.readings.runs.length) return;
    if (!this.held) this.scene = sceneOf(this.readings, this.spending, width);
    paint(this.canvas, width, this.scene.height, drawCurve(this.scene, this.readings, this.edge, this.threshold, this.spending));
    for (const handle of this.handles) handle.follow();
    this.#drawPair();
  }

  #drawPair() {
    const { law, fan } = this.readings;
    const width = this.best.parentElement?.clientWidth ?? 0;
    if (!law || !hasOptimum(law)) return;
    paint(this.best, width, 260, drawBest(width, law, fan, this.scene.x.domain, this.edge, this.spending));
    if (this.spending) paint(this.valley, width, 260, drawValley(width, law, this.spending));
  }
}

/** @param {string} name */
function division(name) {
  const element = document.createElement("div");
  element.className = name;
  return element;
}

/** @param {string} words @param {SVGElement} picture */
function captioned(words, picture) {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.textContent = words;
  figure.append(caption, picture);
  return figure;
}

/** @param {SVGElement} canvas @param {number} width @param {number} height @param {SVGElement[]} marks */
function paint(canvas, width, height, marks) {
  canvas.setAttribute("viewBox", `0 0 ${width} ${height}`);
  canvas.setAttribute("width", String(width));
  canvas.setAttribute("height", String(height));
  canvas.replaceChildren(...marks);
}
