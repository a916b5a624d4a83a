import { Handle } from "../js/chart/handle.js";
import { figures, human, power } from "../js/chart/number.js";
import { hasOptimum, optimum } from "./law.js";

const TENTH_OF_A_DECADE = 0.1;

/** The budget, as a point on the frontier that one pulls along. */
export class BudgetHandle {
  /** @param {import("./scaling-chart.js").ScalingChart} chart */
  constructor(chart) {
    this.chart = chart;
    this.handle = new Handle(chart.curve, "budget", "Budget", {
      drag: (x) => this.#drag(x),
      step: (steps) => this.#write(chart.budget.value + steps * TENTH_OF_A_DECADE),
      settle: () => this.#settle(),
    });
  }

  follow() {
    const { law } = this.chart.readings;
    const { min, max, value } = this.chart.budget;
    this.handle.element.hidden = !law || !hasOptimum(law);
    if (!law || !hasOptimum(law)) return;
    const best = optimum(law, this.chart.spending);
    this.handle.place(this.chart.scene.x.at(best.compute), this.chart.scene.y.at(best.loss));
    const text = `${power(best.compute)} FLOP: ${human(best.parameters)} parameters on ${human(best.tokens)} tokens, loss ${figures(best.loss)}`;
    this.handle.say({ min, max, now: value, text });
  }

  /** @param {number} x */
  #drag(x) {
    const { plot, x: compute } = this.chart.scene;
    // The picture's reach depends on the budget, and must not run away from the finger.
    this.chart.held = true;
    this.#write(Math.log10(compute.value(Math.min(Math.max(x, plot.left), plot.right))));
  }

  #settle() {
    this.chart.held = false;
    this.chart.budget.settle();
    this.chart.redraw();
  }

  /** @param {number} exponent of ten, FLOP */
  #write(exponent) {
    this.chart.budget.write(exponent);
    this.chart.redraw();
  }
}
