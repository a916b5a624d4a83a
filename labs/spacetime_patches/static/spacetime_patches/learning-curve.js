import { numbers, TableChart } from "../js/chart/line-chart.js";

/** How the squeezing network learned, from the table inside. */
class LearningCurve extends TableChart {
  lines() {
    const recorded = this.rows()[0]?.dataset.recorded === "True";
    const points = numbers(this.rows()).map(([step, psnr]) => /** @type {[number, number]} */ ([step, psnr]));
    return [{ name: recorded ? "trained before, for this lab" : "trained now, by this run", className: "is-network", points }];
  }

  look() {
    return {
      label: "The error on clips that no training drew falls as the network learns",
      x: { name: "steps" }, y: { name: "PSNR, dB" }, height: 190,
      tell: (/** @type {number} */ value) => `${value.toFixed(2)} dB`,
    };
  }
}

customElements.define("learning-curve", LearningCurve);
