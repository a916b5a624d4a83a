import { Field } from "../js/chart/field.js";
import { oncePerFrame, whenChanged, whenSized } from "../js/chart/watch.js";
import { BudgetHandle } from "./budget-handle.js";
import { drawCurve } from "./curve-picture.js";
import { frames, paint } from "./frame.js";
import { HoldoutHandle } from "./holdout-handle.js";
import { boundary, countAbove, thresholdFor } from "./holdout.js";
import { hasOptimum } from "./law.js";
import { read } from "./readings.js";
import { drawBest, drawValley } from "./pair.js";
import { RunCursor } from "./run-cursor.js";
import { sceneOf } from "./scene.js";

const SMALL = 260;

/** Follows the controls at once, and the tables when the server has answered. */
export class Picture {
  /** The compute under the finger that pulls the hold-out line, else null. @type {number | null} */
  pulled = null;

  /** Whether the axes are held still. */
  still = false;

  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.panel = panel;
    this.holdout = new Field("holdout");
    this.budget = new Field("budget");
    this.readings = read(panel);
    this.frames = frames(/** @type {Element} */ (panel.querySelector(".pictures")));
    this.scene = sceneOf(this.readings, this.spending, this.frames.curve.clientWidth);
    this.redraw = oncePerFrame(() => this.#draw());
    this.handles = this.#handles();
    this.stops = this.#watch();
    this.#draw();
  }

  remove() {
    for (const stop of this.stops) stop();
    this.frames.host.replaceChildren();
  }

  /** The compute above which runs are held out: the control's word, else the server's. */
  get threshold() {
    return this.holdout.exists ? thresholdFor(this.readings.runs, this.holdout.value) : this.readings.threshold;
  }

  /** Where the hold-out line stands, in FLOP. */
  get edge() {
    return this.pulled ?? boundary(this.readings.runs, this.threshold);
  }

  /** How the line parts the runs: counted here while it moves, as the server told otherwise. */
  get split() {
    const { edge, threshold, readings } = this;
    if (!this.holdout.exists) return { edge, threshold, fitted: readings.fitted, heldOut: readings.heldOut };
    const heldOut = countAbove(readings.runs, threshold);
    return { edge, threshold, fitted: readings.runs.length - heldOut, heldOut };
  }

  /** The budget in FLOP. */
  get spending() {
    return this.readings.spending;
  }

  #handles() {
    return [
      new RunCursor(this),
      ...(this.holdout.exists ? [new HoldoutHandle(this)] : []),
      ...(this.budget.exists ? [new BudgetHandle(this)] : []),
    ];
  }

  #watch() {
    const form = this.holdout.input?.form;
    form?.addEventListener("input", this.redraw);
    return [
      whenChanged(this.panel.querySelectorAll("tbody, .split-statement"), () => this.#readAgain()),
      whenSized(this.frames.curve, this.redraw),
      () => form?.removeEventListener("input", this.redraw),
    ];
  }

  #readAgain() {
    this.readings = read(this.panel);
    this.#draw();
  }

  #draw() {
    this.frames.host.hidden = !this.readings.runs.length;
    const width = this.frames.curve.clientWidth;
    if (!width) return;
    if (!this.still) this.scene = sceneOf(this.readings, this.spending, width);
    const marks = drawCurve(this.scene, this.readings, this.split, this.spending);
    paint(this.frames.canvas, width, this.scene.height, marks);
    for (const handle of this.handles) handle.follow();
    this.#drawPair();
  }

  #drawPair() {
    const { law } = this.readings;
    const { best, valley } = this.frames;
    const width = best.parentElement?.clientWidth ?? 0;
    this.frames.host.classList.toggle("has-second-law", Boolean(this.readings.seen));
    if (!law || !hasOptimum(law)) {
      for (const each of [best, valley]) each.replaceChildren();
      return;
    }
    paint(best, width, SMALL, drawBest(width, law, this.readings, this.scene.x.domain, this.spending));
    if (this.spending) paint(valley, width, SMALL, drawValley(width, law, this.readings.seen, this.spending));
  }
}

/** The picture of the lab, drawn from the tables inside it. */
class ScalingChart extends HTMLElement {
  connectedCallback() {
    this.picture = new Picture(this);
  }

  disconnectedCallback() {
    this.picture?.remove();
  }
}

customElements.define("scaling-chart", ScalingChart);
