import { Field } from "../js/chart/field.js";
import { line } from "../js/chart/path.js";
import { svg } from "../js/chart/svg.js";
import { oncePerFrame, whenChanged, whenNear, whenSized } from "../js/chart/watch.js";
import { BudgetHandle } from "./budget-handle.js";
import { drawCurve, isoCurve } from "./curve-picture.js";
import { describe, spans } from "./describe.js";
import { frames, paint } from "./frame.js";
import { HoldoutHandle } from "./holdout-handle.js";
import { boundary, countAbove, isBeyond, thresholdFor } from "./holdout.js";
import { LeftOut } from "./left-out.js";
import { Question } from "./question.js";
import { read } from "./readings.js";
import { RunCursor } from "./run-cursor.js";
import { missOf, sceneOf } from "./scene.js";

/** @typedef {import("./readings.js").Run} Run */
/**
 * A further drawing of the same runs and laws, whose script comes when it is needed.
 * @typedef {{cursor: RunCursor | null, draw: () => void}} Pane
 */

const HINT = "Point at a run to read it, click it to leave it out. Pull the line to hold back more of the largest, or the budget along the frontier.";

/** Follows the controls at once, and the tables when the server has answered. */
export class Picture {
  /** The compute under the finger that pulls the hold-out line, else null. @type {number | null} */
  pulled = null;

  /** Whether the axes are held still. */
  still = false;

  /** The run that is pointed at, by its place among all; -1 for none. */
  at = -1;

  /** What is said of it. */
  said = "";

  /** @type {Pane[]} */
  panes = [];

  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.panel = panel;
    this.holdout = new Field("holdout");
    this.question = new Question();
    this.leftOut = new LeftOut();
    this.readings = read(panel);
    this.frames = frames(/** @type {HTMLElement} */ (panel.querySelector(".pictures")));
    this.scene = sceneOf(this.readings, this.spending, this.frames.curve.clientWidth);
    this.redraw = oncePerFrame(() => this.#draw());
    this.cursor = new RunCursor(this, this.#view());
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
    return this.question.spending(this.readings);
  }

  /** @returns {Run | undefined} */
  get pointed() {
    return this.readings.all[this.at];
  }

  /** How a run is drawn everywhere. @param {Run} run */
  stateOf(run) {
    return {
      heldOut: isBeyond(run, this.threshold), leftOut: this.leftOut.has(run), canToggle: this.leftOut.canToggle(run),
    };
  }

  /** Point at a run in every drawing. @param {number} index -1 for none */
  point(index) {
    if (index === this.at) return;
    this.at = index;
    this.#mark();
  }

  /** Leave the run that is pointed at out, or take it back. */
  toggle() {
    if (this.pointed) this.leftOut.toggle(this.pointed);
  }

  #mark() {
    const run = this.pointed;
    const phrases = run ? describe(run, this.readings, this.stateOf(run)) : [];
    this.said = phrases.map(([words]) => words).join(", ");
    this.frames.readout.replaceChildren(...(run ? spans(phrases) : [HINT]));
    for (const cursor of [this.cursor, ...this.panes.map((pane) => pane.cursor)]) cursor?.follow();
  }

  /** @returns {import("./run-cursor.js").View} */
  #view() {
    return {
      host: this.frames.curve,
      canvas: this.frames.canvas,
      label: "Runs, by compute",
      places: (run) => {
        const { scene, readings: { seen, law } } = this;
        const judge = seen ?? law;
        const left = scene.x.at(run.compute);
        return [[left, scene.y.at(run.loss)], ...(judge ? [/** @type {[number, number]} */ ([left, scene.miss.at(missOf(judge, run))])] : [])];
      },
      trace: (run) => {
        const { law } = this.readings;
        return law && law.variable !== "compute" ? [svg("path", { d: line(isoCurve(this.scene, law, run.parameters)) })] : [];
      },
    };
  }

  #handles() {
    return [...(this.holdout.exists ? [new HoldoutHandle(this)] : []), new BudgetHandle(this)];
  }

  #watch() {
    const form = document.querySelector("form.controls");
    const split = document.querySelector(".best-split");
    form?.addEventListener("input", this.redraw);
    const answers = [...this.panel.querySelectorAll("tbody, .split-statement, .overlays"), ...document.querySelectorAll(".spend")];
    return [
      whenChanged(answers, () => this.#readAgain()),
      whenSized(this.frames.curve, this.redraw),
      whenNear([this.frames.surface.figure, ...(split ? [split] : [])], () => this.#bringPanes(split)),
      () => form?.removeEventListener("input", this.redraw),
    ];
  }

  /** @param {Element | null} split where the best split of compute is drawn */
  async #bringPanes(split) {
    const { panesOf } = await import(this.panel.dataset.panes ?? "");
    this.panes = panesOf(this, split);
    this.redraw();
  }

  #readAgain() {
    this.readings = read(this.panel);
    this.#draw();
  }

  #draw() {
    const { readings } = this;
    readings.runs = readings.all.filter((run) => !this.leftOut.has(run));
    this.frames.host.hidden = !readings.runs.length;
    const width = this.frames.curve.clientWidth;
    if (!width || !readings.runs.length) return;
    if (this.at >= readings.all.length) this.at = -1;
    if (!this.still) this.scene = sceneOf(readings, this.spending, width);
    const marks = drawCurve(this.scene, readings, this.split, this.spending, (run) => this.stateOf(run));
    paint(this.frames.canvas, width, this.scene.height, marks);
    for (const handle of this.handles) handle.follow();
    for (const pane of this.panes) pane.draw();
    this.#mark();
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
