import { Handle } from "../js/chart/handle.js";
import { svg } from "../js/chart/svg.js";
import { oncePerFrame, whenChanged, whenSized } from "../js/chart/watch.js";
import { CATEGORIES, NAMES, highest, read } from "./moments.js";
import { drawTimeline, needed, sceneOf } from "./timeline-picture.js";

/** @typedef {import("./moments.js").Moment} Moment */

/** One step as stacked areas, drawn from the table inside, with a cursor that names every moment. */
class MemoryTimeline extends HTMLElement {
  connectedCallback() {
    const host = /** @type {HTMLElement} */ (this.querySelector(".timeline-host"));
    this.picture = document.createElement("div");
    this.picture.className = "timeline-picture";
    this.canvas = svg("svg", { role: "img" });
    this.readout = document.createElement("div");
    this.readout.className = "readout";
    this.heading = document.createElement("h3");
    this.picture.append(this.canvas);
    host.replaceChildren(this.heading, this.picture, this.readout);
    this.panel = this.closest(".panel");
    this.panel?.addEventListener("change", this);
    this.redraw = oncePerFrame(() => this.draw());
    this.handle = new Handle(this.picture, "moment", "Moment of the step", {
      drag: (x) => this.point(x),
      step: (steps) => this.step(steps),
      settle: () => undefined,
    });
    this.picture.addEventListener("pointermove", this);
    this.stops = [
      whenSized(this.picture, () => this.redrawBoth()),
      whenChanged(this.querySelectorAll(".numbers .table-scroll"), () => this.readAgain()),
    ];
    this.watchCard();
    this.readAgain();
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
    this.panel?.removeEventListener("change", this);
    this.chosen?.removeEventListener("input", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event instanceof PointerEvent && event.pointerType !== "touch" && this.picture) {
      this.point(event.clientX - this.picture.getBoundingClientRect().left);
    } else {
      this.redraw?.();
    }
  }

  /** @param {string} value whether this is chosen in one of the panel's switches */
  switched(value) {
    return Boolean(this.panel?.querySelector(`.switch [value="${value}"]:checked`));
  }

  /** The card line follows the setting at once. */
  watchCard() {
    const chosen = document.querySelector('form.controls [name="card"]');
    this.chosen = chosen instanceof HTMLSelectElement ? chosen : null;
    this.chosen?.addEventListener("input", this);
  }

  get card() {
    return Number(this.chosen?.value ?? this.dataset.card);
  }

  readAgain() {
    this.moments = read(this);
    this.index = this.moments.length ? this.moments.indexOf(highest(this.moments)) : 0;
    this.redrawBoth();
  }

  redrawBoth() {
    for (const each of this.both) each.redraw?.();
  }

  /** This picture and the one beside it. @returns {MemoryTimeline[]} */
  get both() {
    return [.../** @type {NodeListOf<MemoryTimeline>} */ (this.panel?.querySelectorAll("memory-timeline") ?? [])];
  }

  /** What must be shown: the higher of both where they share a scale. */
  get top() {
    const seen = this.switched("own") ? [this] : this.both;
    return Math.max(...seen.map((each) => (each.moments?.length && each.clientWidth ? needed(each.moments) : 0)));
  }

  draw() {
    const width = this.picture?.clientWidth;
    const host = this.picture?.parentElement;
    if (!host || !this.moments || !this.canvas) return;
    host.hidden = !this.moments.length;
    if (!width || !this.moments.length || !this.heading) return;
    const title = /** @type {HTMLElement | null} */ (this.querySelector("table.moments"))?.dataset.title ?? "";
    this.heading.textContent = title;
    this.canvas.setAttribute("aria-label", `Memory over one training step with ${title}, stacked by what holds it`);
    this.scene = sceneOf(this.moments, this.card, width, this.top);
    this.canvas.setAttribute("viewBox", `0 0 ${width} ${this.scene.height}`);
    this.canvas.setAttribute("height", String(this.scene.height));
    this.canvas.replaceChildren(...drawTimeline(this.scene, this.moments, this.card, this.switched("sum")));
    this.say();
  }

  /** @param {number} x in pixels */
  point(x) {
    if (!this.scene || !this.moments) return;
    const at = this.scene.x.value(x);
    const past = this.moments.findIndex((each) => each.at > at);
    this.index = Math.max(0, (past < 0 ? this.moments.length : past) - 1);
    this.say();
  }

  /** @param {number} steps */
  step(steps) {
    const last = (this.moments?.length ?? 1) - 1;
    this.index = Math.min(Math.max((this.index ?? 0) + steps, 0), last);
    this.say();
  }

  /** Put the cursor where it is, and say what is there. */
  say() {
    const moment = this.moments?.[this.index ?? 0];
    if (!moment || !this.scene || !this.handle || !this.moments) return;
    this.handle.place(this.scene.x.at(moment.at), this.scene.y.range[1]);
    this.handle.element.style.blockSize = `${this.scene.y.range[0] - this.scene.y.range[1]}px`;
    const { op, place, phase, total } = moment;
    const text = `${[phase, place, op].filter(Boolean).join(", ")}: ${total.toFixed(2)} GiB`;
    this.handle.say({ min: 0, max: this.moments.length - 1, now: this.index ?? 0, text });
    this.readout?.replaceChildren(...words(moment));
  }
}

/** @param {Moment} moment */
function words({ at, op, place, phase, made, gib, alive, total }) {
  const where = element("p", "", [
    element("b", "", [`${total.toFixed(2)} GiB`]),
    ` after op ${at.toLocaleString("en")}: ${phase}${place ? `, ${place}` : ""}. `,
    element("code", "", [op]),
    made ? ` made ${made}.` : "",
  ]);
  const parts = CATEGORIES.map((category, index) =>
    element("li", `is-${category}`, [
      `${NAMES[index]} `, element("b", "", [gib[index].toFixed(2)]),
      alive.length ? element("small", "", [` in ${alive[index]} tensor${alive[index] === "1" ? "" : "s"}`]) : "",
    ]));
  return [where, element("ul", "legend", parts)];
}

/** @param {string} name @param {string} kind @param {(Node | string)[]} children */
function element(name, kind, children) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.append(...children);
  return made;
}

customElements.define("memory-timeline", MemoryTimeline);
