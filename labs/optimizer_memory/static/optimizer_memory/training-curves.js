import { chartKey, lineChart } from "../js/chart/line-chart.js";
import { figures, human } from "../js/chart/number.js";
import { oncePerFrame, whenChanged, whenSized } from "../js/chart/watch.js";

/** @typedef {{name: string, slug: string, rows: number[][]}} Course step, loss, gradients, states, peak, seconds, MB */
/** @typedef {{title: string, column: number, log: boolean, format: (value: number) => string}} Picture */

/** @type {Picture[]} */
const PICTURES = [
  { title: "Loss, nats a byte", column: 1, log: false, format: (value) => figures(value, 2) },
  { title: "Gradients at most, bytes", column: 2, log: true, format: (value) => human(value, 1) },
  { title: "Seconds a step", column: 5, log: false, format: (value) => figures(value, 2) },
];

/** Losses, gradients and times of every optimizer, drawn from the table inside as its rows arrive. */
class TrainingCurves extends HTMLElement {
  connectedCallback() {
    this.host = /** @type {HTMLElement} */ (this.querySelector(".curves-host"));
    this.redraw = oncePerFrame(() => this.draw());
    this.stops = [
      whenSized(this.host, this.redraw),
      whenChanged(this.querySelectorAll("table.steps tbody"), this.redraw),
    ];
    this.draw();
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
  }

  draw() {
    const courses = read(this);
    const empty = /** @type {HTMLElement} */ (this.querySelector(".curves-empty"));
    empty.hidden = courses.length > 0;
    if (!this.host) return;
    this.host.hidden = !courses.length;
    if (!courses.length || !this.host.clientWidth) return;
    const count = this.host.clientWidth > 640 ? 3 : 1;
    const width = Math.floor((this.host.clientWidth - (count - 1) * 28) / count);
    this.host.replaceChildren(...PICTURES.map((picture) => figure(picture, courses, width)), key(courses));
  }
}

/** @param {Element} panel @returns {Course[]} */
function read(panel) {
  /** @type {Map<string, Course>} */
  const found = new Map();
  for (const row of panel.querySelectorAll("table.steps > tbody > tr")) {
    const [name, ...cells] = [...row.children].map((cell) => cell.textContent ?? "");
    const course = found.get(name) ?? { name, slug: /** @type {HTMLElement} */ (row).dataset.optimizer ?? "", rows: [] };
    course.rows.push(cells.map(Number));
    found.set(name, course);
  }
  return [...found.values()];
}

/** @param {Picture} picture @param {Course[]} courses @param {number} width */
function figure(picture, courses, width) {
  const made = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.textContent = picture.title;
  made.append(caption, drawn(picture, courses, width));
  return made;
}

/** @param {Picture} picture @param {Course[]} courses @param {number} width */
function drawn({ title, column, log, format }, courses, width) {
  const values = courses.flatMap(({ rows }) => rows.map((row) => row[column]));
  const last = Math.max(...courses.map(({ rows }) => rows[rows.length - 1][0]), 2);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const domain = /** @type {[number, number]} */ (log ? [low / 1.6, high * 1.6] : [column === 1 ? low * 0.95 : 0, high * 1.05]);
  const lines = courses.map(({ name, rows }, index) => ({
    name, className: courseClass(index), plain: true,
    points: rows.map((row) => /** @type {[number, number]} */ ([row[0], row[column]])),
  }));
  return lineChart(lines, width, { label: title, x: { domain: [1, last] }, y: { domain, log, format }, height: 220 });
}

/** @param {number} index */
const courseClass = (index) => `course course-${index}`;

/** @param {Course[]} courses */
function key(courses) {
  return chartKey(courses.map(({ name, rows }, index) => {
    const [, loss, , states] = rows[rows.length - 1];
    return { name: `${name}: loss ${figures(loss, 4)}, states ${states ? `${human(states, 3)}B` : "none"}`, className: courseClass(index) };
  }));
}

customElements.define("training-curves", TrainingCurves);
