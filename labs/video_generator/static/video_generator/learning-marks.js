import { numbers, TableChart } from "../js/chart/line-chart.js";

const NAMES = ["colour", "direction", "shape"];

/** How a network learns: the shares of prompts that are right, from the table inside. */
class LearningMarks extends TableChart {
  lines() {
    const rows = numbers(this.rows());
    return NAMES.map((name, place) => ({
      name, className: `is-${name}`, plain: true,
      points: rows.map((row) => /** @type {[number, number]} */ ([row[0], row[place + 1]])),
    }));
  }

  look() {
    const recorded = this.rows()[0]?.dataset.recorded === "True";
    return {
      label: "Shares of prompts that are right, against steps of training",
      x: { name: `steps, ${recorded ? "recorded when the lab was made" : "trained now, by this run"}` },
      y: { name: "share right", domain: /** @type {[number, number]} */ ([0, 1]), ticks: [0, 0.5, 1] },
    };
  }
}

customElements.define("learning-marks", LearningMarks);
