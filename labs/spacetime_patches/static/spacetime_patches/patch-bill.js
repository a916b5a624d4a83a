import { human, figures } from "../js/chart/number.js";
import { whenChanged } from "../js/chart/watch.js";
import { button } from "./cube-tools.js";
import { counted, cut } from "./cut.js";

/** The bill: moves with the cut before the server has answered, and lends out published cuts. */
class PatchBill extends HTMLElement {
  connectedCallback() {
    for (const what of ["cut", "clip", "selected"]) cut.addEventListener(what, () => this.#count());
    const table = this.querySelectorAll("table.bill tbody, [id$='-bill-tokenized']");
    this.stop = whenChanged(table, () => this.#dress());
    this.#dress();
  }

  disconnectedCallback() {
    this.stop?.();
  }

  #dress() {
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("tr[data-pixels]"))) {
      const cell = row.querySelector("td.patch");
      if (!cut.tokenField.exists || !cell || cell.querySelector("button")) continue;
      const made = button(cell.textContent ?? "", () => this.#take(row.dataset.pixels ?? ""));
      made.setAttribute("aria-label", `${cell.textContent}: cut like ${row.querySelector("a")?.textContent}`);
      cell.replaceChildren(made);
    }
    this.#count();
  }

  /** @param {string} pixels */
  #take(pixels) {
    pixels.split(" ").map(Number).forEach((size, axis) => cut.recut(axis, size));
    cut.settle();
  }

  #count() {
    const facts = /** @type {HTMLElement | null} */ (this.querySelector(".bill-figures"))?.dataset;
    if (!facts || !cut.pixels) return;
    const [width, depth, heads] = [facts.width, facts.depth, facts.heads].map(Number);
    const n = cut.tokens;
    const [attention, linear] = [4 * n * n * width * depth, 24 * n * width * width * depth];
    const chosen = cut.span > 1 ? ` The ${counted(cut.span)} selected tokens alone: ${human(4 * cut.span ** 2 * width * depth)} FLOP of attention.` : "";
    const said = {
      "bill-tokens": counted(n), attention: human(attention), linear: human(linear), memory: human(2 * heads * n * n),
      share: `Here it is ${figures(attention / linear)} times as much.${chosen}`,
    };
    for (const [name, text] of Object.entries(said)) {
      const place = this.querySelector(`[data-cut="${name}"]`);
      if (place && place.textContent !== text) place.textContent = text;
    }
  }
}

customElements.define("patch-bill", PatchBill);
