import { Handle } from "../js/chart/handle.js";
import { figures, human, power } from "../js/chart/number.js";
import { hasOptimum, optimum } from "./law.js";

const TENTH_OF_A_DECADE = 0.1;

/** The budget, as a point on the frontier that one pulls along. */
export class BudgetHandle {
  /** @param {import("./scaling-chart.js").Picture} picture */
  constructor(picture) {
    this.picture = picture;
    this.handle = new Handle(picture.frames.curve, "budget", "Budget on the frontier", {
      drag: (x) => this.#drag(x),
      step: (steps) => this.#write(picture.budget.value + steps * TENTH_OF_A_DECADE),
      settle: () => this.#settle(),
    });
  }

  follow() {
    const { law } = this.picture.readings;
    const { min, max, value } = this.picture.budget;
    this.handle.element.hidden = !law || !hasOptimum(law);
    if (!law || !hasOptimum(law)) return;
    const best = optimum(law, this.picture.spending);
    this.handle.place(this.picture.scene.x.at(best.compute), this.picture.scene.y.at(best.loss));
    const text = `${power(best.compute)} FLOP: ${human(best.parameters)} parameters on ${human(best.tokens)} tokens, loss ${figures(best.loss)}`;
    this.handle.say({ min, max, now: value, text });
  }

  /** @param {number} x */
  #drag(x) {
    const { plot, x: compute } = this.picture.scene;
    // The picture's reach depends on the budget, and must not run away from the finger.
    this.picture.still = true;
    this.#write(Math.log10(compute.value(Math.min(Math.max(x, plot.left), plot.right))));
  }

  #settle() {
    this.picture.still = false;
    this.picture.budget.settle();
    this.picture.redraw();
  }

  /** @param {number} exponent of ten, FLOP */
  #write(exponent) {
    this.picture.budget.write(exponent);
    this.picture.redraw();
  }
}
