import { element } from "./film.js";

const MOTIONS = ["moves left", "moves right", "moves up", "moves down", "bounces", "orbits", "stays still"];
const SIZES = ["", "small", "big"];
const COLOURS = ["", "red", "green", "blue", "yellow"];
const SHAPES = ["circle", "square", "triangle"];

/** What stands between two objects, and the motions that the first was learned with. @type {Record<string, string[]>} */
const BETWEEN = {
  and: MOTIONS,
  "left of": ["stays still", "moves up", "moves down", "bounces"],
  "right of": ["stays still", "moves up", "moves down", "bounces"],
  above: ["stays still", "moves left", "moves right"],
  below: ["stays still", "moves left", "moves right"],
  behind: ["moves left", "moves right", "moves up", "moves down"],
  before: ["moves left", "moves right", "moves up", "moves down"],
};

/** @typedef {Record<string, HTMLSelectElement>} Selects */

/** Builds the prompt by choices; what is typed and can be read is shown by the choices too. */
class PromptBuilder extends HTMLElement {
  connectedCallback() {
    this.input = /** @type {HTMLInputElement | null} */ (document.querySelector('#controls input[name="prompt"]'));
    if (!this.input) return;
    this.first = this.#thing("");
    this.second = this.#thing("second ");
    this.between = this.#select(["", ...Object.keys(BETWEEN)]);
    this.between.options[0].textContent = "none";
    this.ground = this.#select(["", "dark", "light"]);
    this.other = element("span", { className: "builder-thing" }, ...labelled(this.second));
    this.replaceChildren(
      element("span", { className: "builder-lead", textContent: "Build the prompt:" }),
      element("span", { className: "builder-thing" }, ...labelled(this.first)),
      ...labelled({ "another object": this.between }),
      this.other,
      ...labelled({ background: this.ground }),
    );
    this.read = () => this.#read();
    this.input.addEventListener("input", this.read);
    this.#read();
  }

  disconnectedCallback() {
    if (this.read) this.input?.removeEventListener("input", this.read);
  }

  /** @param {string} which @returns {Selects} */
  #thing(which) {
    return {
      [`${which}size`]: this.#select(SIZES),
      [`${which}colour`]: this.#select(COLOURS),
      [`${which}shape`]: this.#select(which ? SHAPES : ["", ...SHAPES]),
      [`${which}motion`]: this.#select(["", ...MOTIONS]),
    };
  }

  /** @param {string[]} words */
  #select(words) {
    const select = element("select", {}, ...words.map((word) => element("option", { value: word, textContent: word || "any" })));
    select.addEventListener("change", () => this.#write());
    return select;
  }

  #read() {
    const { first, second, between, ground } = this.#parts();
    const said = ` ${this.input?.value.toLowerCase().replace(/[.,;:!?]+/g, " ").replace(/\s+/g, " ") ?? ""} `;
    const how = Object.keys(BETWEEN).find((word) => said.includes(` ${word} `)) ?? "";
    between.value = how;
    const [one, other] = how ? said.split(` ${how} `) : [said, ""];
    show(first, ` ${one} `);
    show(second, ` ${other} `);
    choose(ground, said);
    this.#offer();
  }

  #write() {
    const { first, second, between, ground } = this.#parts();
    if (!this.input) return;
    this.#offer();
    const words = told(first);
    if (between.value) words.push(between.value, ...told(second));
    if (ground.value) words.push(`on a ${ground.value} background`);
    this.input.value = words.filter(Boolean).join(" ");
    for (const event of ["input", "change"]) this.input.dispatchEvent(new Event(event, { bubbles: true }));
  }

  /** Show the second object where there is one, and of motions those that go with how the two stand. */
  #offer() {
    const { first, second, between } = this.#parts();
    const moves = BETWEEN[between.value] ?? MOTIONS;
    if (this.other) this.other.hidden = !between.value;
    for (const option of first.motion.options) option.hidden = option.value !== "" && !moves.includes(option.value);
    if (first.motion.value && !moves.includes(first.motion.value)) first.motion.value = "";
    const moving = second["second motion"];
    /** @type {HTMLElement} */ (moving.parentElement).hidden = between.value !== "and";
    if (between.value !== "and") moving.value = "";
    if (between.value && second["second colour"].value && second["second colour"].value === first.colour.value) {
      second["second colour"].value = "";
    }
  }

  #parts() {
    return /** @type {{first: Selects, second: Selects, between: HTMLSelectElement, ground: HTMLSelectElement}} */ (
      /** @type {unknown} */ (this));
  }
}

/** @param {Selects} selects */
function labelled(selects) {
  return Object.entries(selects).map(([name, select]) => element("label", {}, name, select));
}

/** @param {Selects} thing */
function told(thing) {
  return ["a", ...Object.values(thing).map((select) => select.value)];
}

/** @param {Selects} thing @param {string} said */
function show(thing, said) {
  for (const select of Object.values(thing)) choose(select, said);
}

/** Choose what is said, in full or by a word that begins so. @param {HTMLSelectElement} select @param {string} said */
function choose(select, said) {
  const words = [...select.options].map((option) => option.value);
  const short = said.split(/\s+/).filter((word) => word.length > 1);
  select.value = words.find((word) => word && said.includes(` ${word} `))
    ?? words.find((word) => short.some((each) => word.startsWith(each) && !word.startsWith("moves")))
    ?? words[0];
}

customElements.define("prompt-builder", PromptBuilder);
