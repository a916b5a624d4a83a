import { whenChanged, whenSized } from "../js/chart/watch.js";
import { drawLines, numbers } from "./line-chart.js";

/** How the squeezing network learned, from the table inside. */
class LearningCurve extends HTMLElement {
  connectedCallback() {
    const host = /** @type {HTMLElement} */ (this.querySelector(".curve-picture"));
    const body = /** @type {HTMLElement} */ (this.querySelector("[id$='-learned']"));
    const draw = () => {
      const rows = body.querySelectorAll("tr");
      const recorded = rows[0]?.dataset.recorded === "True";
      const points = numbers(rows).map(([step, psnr]) => /** @type {[number, number]} */ ([step, psnr]));
      drawLines(host, [{ name: recorded ? "trained before, for this lab" : "trained now, by this run", className: "is-network", points }], {
        label: "The error on clips that no training drew falls as the network learns", x: "steps", y: "PSNR, dB", height: 170,
      });
    };
    this.stops = [whenChanged([body], draw), whenSized(host, draw)];
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
  }
}

customElements.define("learning-curve", LearningCurve);
