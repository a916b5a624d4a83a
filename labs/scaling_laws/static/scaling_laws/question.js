import { Field } from "../js/chart/field.js";
import { budgetOf, hasOptimum } from "./law.js";

/** @typedef {import("./readings.js").Readings} Readings */

/** What the law is asked, and the budget that follows from it. */
export class Question {
  constructor() {
    const found = document.querySelector('form.controls [name="ask"]');
    this.asked = found instanceof HTMLSelectElement ? found : null;
    this.times = new Field("times");
    this.budget = new Field("budget");
    this.size = new Field("size");
  }

  /** The setting that a pull along the frontier changes; none where a size or a loss is asked about. */
  get pulled() {
    return { times: this.times, budget: this.budget }[this.asked?.value ?? ""] ?? null;
  }

  /** The budget in FLOP: the controls' word where they tell it, else the answer's. @param {Readings} readings */
  spending(readings) {
    const { pulled } = this;
    if (pulled?.exists) return 10 ** pulled.value * this.#unit(readings);
    const { law, spending } = readings;
    if (this.asked?.value === "parameters" && law && hasOptimum(law)) return budgetOf(law, 10 ** this.size.value);
    return spending;
  }

  /** @param {Readings} readings @param {number} compute in FLOP */
  write(readings, compute) {
    this.pulled?.write(Math.log10(compute / this.#unit(readings)));
  }

  /** What the slider's numbers multiply, in FLOP. @param {Readings} readings */
  #unit({ runs }) {
    return this.asked?.value === "times" ? runs[runs.length - 1]?.compute ?? NaN : 1;
  }
}
