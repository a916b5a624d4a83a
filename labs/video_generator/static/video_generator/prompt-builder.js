import { element } from "./film.js";

const CHOICES = /** @type {const} */ ({
  size: ["", "small", "big"],
  colour: ["", "red", "green", "blue", "yellow"],
  shape: ["", "circle", "square", "triangle"],
  motion: ["", "moves left", "moves right", "moves up", "moves down", "bounces", "orbits", "stays still"],
  background: ["", "dark", "light"],
});

/** Builds the prompt by choices; what is typed and can be read is shown by the choices too. */
class PromptBuilder extends HTMLElement {
  connectedCallback() {
    this.input = /** @type {HTMLInputElement | null} */ (document.querySelector('#controls input[name="prompt"]'));
    if (!this.input) return;
    this.selects = Object.fromEntries(Object.entries(CHOICES).map(([name, words]) => {
      const select = element("select", {}, ...words.map((word) => element("option", { value: word, textContent: word || "any" })));
      select.addEventListener("change", () => this.#write());
      return [name, select];
    }));
    this.replaceChildren(
      element("span", { className: "builder-lead", textContent: "Build the prompt:" }),
      ...Object.entries(this.selects).map(([name, select]) => element("label", {}, name, select)),
    );
    this.read = () => this.#read();
    this.input.addEventListener("input", this.read);
    this.#read();
  }

  disconnectedCallback() {
    if (this.read) this.input?.removeEventListener("input", this.read);
  }

  #read() {
    const said = ` ${this.input?.value.toLowerCase().replace(/[.,;:!?]+/g, " ") ?? ""} `;
    const short = said.split(/\s+/).filter((word) => word.length > 1);
    for (const [name, words] of Object.entries(CHOICES)) {
      const found = words.find((word) => word && said.includes(` ${word} `))
        ?? words.find((word) => short.some((each) => word.startsWith(each) && !word.startsWith("moves")));
      const select = this.selects?.[name];
      if (select) select.value = found ?? words[0];
    }
  }

  #write() {
    const { size, colour, shape, motion, background } = Object.fromEntries(
      Object.entries(this.selects ?? {}).map(([name, select]) => [name, select.value]));
    const words = ["a", size, colour, shape, motion, background && `on a ${background} background`];
    if (!this.input) return;
    this.input.value = words.filter(Boolean).join(" ");
    for (const event of ["input", "change"]) this.input.dispatchEvent(new Event(event, { bubbles: true }));
  }
}

customElements.define("prompt-builder", PromptBuilder);
