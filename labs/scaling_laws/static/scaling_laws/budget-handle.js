import { Handle } from "../js/chart/handle.js";
import { figures, human, power } from "../js/chart/number.js";
import { hasFrontier, hasOptimum, optimum } from "./law.js";

const TENTH_OF_A_DECADE = 10 ** 0.1;

/** The budget, as a point on the frontier that one pulls along. */
export class BudgetHandle {
  /** @param {import("./scaling-chart.js").Picture} picture */
  constructor(picture) {
    this.picture = picture;
    this.handle = new Handle(picture.frames.curve, "budget", "Budget on the frontier", {
      drag: (x) => this.#drag(x),
      step: (steps) => this.#write(picture.spending * TENTH_OF_A_DECADE ** steps),
      settle: () => this.#settle(),
    });
  }

  follow() {
    const { question, readings, spending } = this.picture;
    const { law } = readings;
    const { pulled } = question;
    this.handle.element.hidden = !law || !hasFrontier(law) || !pulled?.exists;
    if (!law || !hasFrontier(law) || !pulled?.exists) return;
    const best = optimum(law, spending);
    this.handle.place(this.picture.scene.x.at(best.compute), this.picture.scene.y.at(best.loss));
    const sized = hasOptimum(law) ? `${human(best.parameters)} parameters on ${human(best.tokens)} tokens, ` : "";
    const text = `${power(best.compute)} FLOP: ${sized}loss ${figures(best.loss)}`;
    this.handle.say({ min: pulled.min, max: pulled.max, now: pulled.value, text });
  }

  /** @param {number} x */
  #drag(x) {
    const { plot, x: compute } = this.picture.scene;
    // The picture's reach depends on the budget, and must not run away from the finger.
    this.picture.still = true;
    this.#write(compute.value(Math.min(Math.max(x, plot.left), plot.right)));
  }

  #settle() {
    this.picture.still = false;
    this.picture.question.pulled?.settle();
    this.picture.redraw();
  }

  /** @param {number} compute in FLOP */
  #write(compute) {
    this.picture.question.write(this.picture.readings, compute);
    this.picture.redraw();
  }
}
