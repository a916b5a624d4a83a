import { svg } from "../js/chart/svg.js";
import { whenChanged, whenSized } from "../js/chart/watch.js";

const [HIGH, GAP, HEAD] = [13, 3, 22];
const HUES = 6;
const NAMES = /** @type {Record<string, string>} */ ({ packed: "packed", padded: "padded to the longest", resized: "resized to the median" });

/** Draws the three batches row by row, each clip a stretch of its own; what is empty stays empty. */
class BatchRows extends HTMLElement {
  connectedCallback() {
    this.host = /** @type {HTMLElement} */ (this.querySelector(".batch-picture"));
    const body = /** @type {HTMLElement} */ (this.querySelector("tbody"));
    this.stops = [whenChanged([body], () => this.#draw()), whenSized(this.host, () => this.#draw())];
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
  }

  #draw() {
    const batches = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("tr[data-method]")]);
    const widest = Math.max(...batches.map((batch) => Number(batch.dataset.length)));
    const width = this.host?.clientWidth ?? 0;
    if (!batches.length || !width) return;
    let top = 0;
    const drawn = batches.flatMap((batch) => {
      const length = Number(batch.dataset.length);
      const waste = batch.querySelector("strong")?.textContent ?? "";
      const title = svg("text", { x: 0, y: top + 14 }, `${NAMES[batch.dataset.method ?? ""]}: ${waste} ${batch.dataset.method === "resized" ? "made up" : "wasted"}`);
      const rows = [...batch.querySelectorAll("li")].flatMap((row, at) => this.#row(row, top + HEAD + at * (HIGH + GAP), length / widest, length, width));
      top += HEAD + batch.querySelectorAll("li").length * (HIGH + GAP) + GAP * 3;
      return [title, ...rows];
    });
    this.host?.replaceChildren(svg("svg", { class: "chart", viewBox: `0 0 ${width} ${top}`, width, height: top, role: "img", "aria-label": "Three batches of the same clips, row by row" }, ...drawn));
  }

  /** @param {Element} row @param {number} y @param {number} share @param {number} length @param {number} width */
  #row(row, y, share, length, width) {
    let at = 0;
    const unit = (share * width) / length;
    const clips = /** @type {HTMLElement[]} */ ([...row.children]).map((each) => {
      const [clip, tokens] = [Number(each.dataset.clip), Number(each.dataset.tokens)];
      const rect = svg("rect", { class: `clip-${clip % HUES}`, x: at, y, width: Math.max(tokens * unit - 1, 1), height: HIGH },
        svg("title", {}, `clip ${clip + 1}: ${tokens} tokens`));
      at += tokens * unit;
      return rect;
    });
    return [svg("rect", { class: "empty", x: 0, y, width: share * width, height: HIGH }), ...clips];
  }
}

customElements.define("batch-rows", BatchRows);
