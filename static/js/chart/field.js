/**
 * A number in the page's controls that a picture reads and writes.
 */
export class Field {
  /** @param {string} name of the input */
  constructor(name) {
    const found = document.querySelector(`form.controls input[name="${name}"]`);
    this.input = found instanceof HTMLInputElement ? found : null;
  }

  /** Whether this page has such a control; a finished run has none. */
  get exists() {
    return this.input !== null;
  }

  /** @returns {number} */
  get value() {
    return this.input?.valueAsNumber ?? NaN;
  }

  get step() {
    return Number(this.input?.step) || 1;
  }

  get min() {
    return Number(this.input?.min);
  }

  get max() {
    return Number(this.input?.max);
  }

  /**
   * Write a value, held within the input's bounds and steps, and say so to the page.
   * @param {number} value
   */
  write(value) {
    if (!this.input) return;
    const whole = Math.round(Math.min(Math.max(value, this.min), this.max) / this.step);
    const text = String(Number((whole * this.step).toFixed(6)));
    if (text === this.input.value) return;
    this.input.value = text;
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Say that the value is meant to stay. */
  settle() {
    this.input?.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
