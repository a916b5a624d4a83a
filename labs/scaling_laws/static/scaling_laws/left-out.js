/** The runs that the visitor leaves out, as the setting of that name holds them. */
export class LeftOut {
  constructor() {
    const found = document.querySelector('form.controls input[name="excluded"]');
    this.input = found instanceof HTMLInputElement ? found : null;
  }

  /** @param {import("./readings.js").Run} run */
  has(run) {
    return this.input ? this.#numbers().has(run.number) : run.excluded;
  }

  /** Whether runs can be left out and taken back here. @param {import("./readings.js").Run | undefined} run */
  canToggle(run) {
    return this.input !== null && run !== undefined && run.number > 0;
  }

  /** Leave a run out, or take it back, as a step that can be undone. @param {import("./readings.js").Run} run */
  toggle(run) {
    const numbers = this.#numbers();
    if (!this.input || !this.canToggle(run)) return;
    if (!numbers.delete(run.number)) numbers.add(run.number);
    this.input.value = [...numbers].sort((one, other) => one - other).join(" ");
    for (const type of ["input", "change"]) this.input.dispatchEvent(new Event(type, { bubbles: true }));
  }

  #numbers() {
    return new Set(this.input?.value.match(/\d+/g)?.map(Number));
  }
}
