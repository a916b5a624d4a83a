import { line } from "../js/chart/path.js";
import { svg } from "../js/chart/svg.js";
import { whenChanged, whenSized } from "../js/chart/watch.js";

const HIGH = 46;

/** Draws the beginning of each signal, parted into its tokens. */
class SignalCharts extends HTMLElement {
  connectedCallback() {
    const draw = () => {
      for (const figure of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("figure.signal"))) this.#picture(figure);
    };
    const slot = /** @type {HTMLElement} */ (this.querySelector("[id$='-chunked']"));
    this.stops = [whenChanged([slot], draw), whenSized(this, draw)];
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
  }

  /** @param {HTMLElement} figure */
  #picture(figure) {
    const channels = [...figure.querySelectorAll(".samples")].map((each) => (each.textContent ?? "").trim().split(/\s+/).map(Number));
    const known = figure.querySelector("svg");
    const width = figure.clientWidth;
    if (!channels.length || Number(known?.getAttribute("width")) === width) return;
    known?.remove();
    const [samples, chunk] = [channels[0].length, Number(figure.dataset.chunk)];
    const step = width / (samples - 1);
    const height = channels.length * HIGH;
    const cuts = Array.from({ length: Math.floor((samples - 1) / chunk) }, (_, each) => (each + 1) * chunk * step);
    figure.querySelector("figcaption")?.after(svg("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `The first ${samples} samples, cut every ${chunk}` },
      ...(chunk * step > 2 ? cuts.map((x) => svg("line", { class: "grid", x1: x, x2: x, y1: 0, y2: height })) : []),
      ...channels.map((values, channel) => svg("path", {
        class: "line is-tokens", d: line(values.map((value, at) => [at * step, (channel + 0.5 - 0.45 * value) * HIGH])),
      }))));
  }
}

customElements.define("signal-charts", SignalCharts);
