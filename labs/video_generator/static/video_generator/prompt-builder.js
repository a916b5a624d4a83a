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

/** How the first two stand where there is a third, which stands by itself. */
const BESIDE = ["left of", "right of", "above", "below"];

/** @typedef {Record<string, HTMLSelectElement>} Selects */

/** Builds the prompt by choices; what is typed and can be read is shown by the choices too. */
class PromptBuilder extends HTMLElement {
  connectedCallback() {
    this.input = /** @type {HTMLInputElement | null} */ (document.querySelector('#controls input[name="prompt"]'));
    if (!this.input) return;
    this.first = this.#thing("");
    this.second = this.#thing("second ");
    this.between = this.#select(["", ...Object.keys(BETWEEN)]);
    this.also = this.#select(["", "and"]);
    for (const joint of [this.between, this.also]) joint.options[0].textContent = "none";
    this.third = this.#thing("third ");
    this.ground = this.#select(["", "dark", "light"]);
    this.other = element("span", { className: "builder-thing" }, ...labelled(this.second));
    this.more = element("span", { className: "builder-thing" }, ...labelled({ "a third object": this.also }));
    this.last = element("span", { className: "builder-thing" }, ...labelled(this.third));
    this.replaceChildren(
      element("span", { className: "builder-lead", textContent: "Build the prompt:" }),
      element("span", { className: "builder-thing" }, ...labelled(this.first)),
      ...labelled({ "another object": this.between }),
      this.other,
      this.more,
      this.last,
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
      ...(which === "third " ? {} : { [`${which}motion`]: this.#select(["", ...MOTIONS]) }),
    };
  }

  /** @param {string[]} words */
  #select(words) {
    const select = element("select", {}, ...words.map((word) => element("option", { value: word, textContent: word || "any" })));
    select.addEventListener("change", () => this.#write());
    return select;
  }

  #read() {
    const { first, second, third, between, also, ground } = this.#parts();
    const said = ` ${this.input?.value.toLowerCase().replace(/[.,;:!?]+/g, " ").replace(/\s+/g, " ") ?? ""} `;
    const [one, how, others] = parted(said, Object.keys(BETWEEN));
    const [other, and, last] = BESIDE.includes(how) ? parted(others, ["and"]) : [others, "", ""];
    between.value = how;
    also.value = and;
    show(first, one);
    show(second, other);
    show(third, last);
    choose(ground, said);
    this.#offer();
  }

  #write() {
    const { first, second, third, between, also, ground } = this.#parts();
    if (!this.input) return;
    this.#offer();
    const words = told(first);
    if (between.value) words.push(between.value, ...told(second));
    if (also.value) words.push(also.value, ...told(third));
    if (ground.value) words.push(`on a ${ground.value} background`);
    this.input.value = words.filter(Boolean).join(" ");
    for (const event of ["input", "change"]) this.input.dispatchEvent(new Event(event, { bubbles: true }));
  }

  /** Show the objects that there are, and of motions those that go with how the first two stand. */
  #offer() {
    const { first, second, third, between, also } = this.#parts();
    const moves = BETWEEN[between.value] ?? MOTIONS;
    if (!BESIDE.includes(between.value)) also.value = "";
    if (this.other) this.other.hidden = !between.value;
    if (this.more) this.more.hidden = !BESIDE.includes(between.value);
    if (this.last) this.last.hidden = !also.value;
    for (const option of first.motion.options) option.hidden = option.value !== "" && !moves.includes(option.value);
    if (first.motion.value && !moves.includes(first.motion.value)) first.motion.value = "";
    const moving = second["second motion"];
    /** @type {HTMLElement} */ (moving.parentElement).hidden = between.value !== "and";
    if (between.value !== "and") moving.value = "";
    const [one, two, three] = [first.colour, second["second colour"], third["third colour"]];
    if (between.value && two.value === one.value) two.value = "";
    if (also.value && [one.value, two.value].includes(three.value)) three.value = "";
  }

  #parts() {
    return /** @type {Record<"first" | "second" | "third", Selects> & Record<"between" | "also" | "ground", HTMLSelectElement>} */ (
      /** @type {unknown} */ (this));
  }
}

/** @param {Selects} selects */
function labelled(selects) {
  return Object.entries(selects).map(([name, select]) => element("label", {}, name, select));
}

/**
 * Part what is said at the first of some words.
 * @param {string} said @param {string[]} words @returns {[string, string, string]} before it, the word, and what follows
 */
function parted(said, words) {
  const found = words.map((word) => ({ word, at: said.indexOf(` ${word} `) })).filter(({ at }) => at >= 0);
  if (!found.length) return [said, "", ""];
  const { word, at } = found.reduce((one, other) => (other.at < one.at ? other : one));
  return [said.slice(0, at + 1), word, said.slice(at + word.length + 1)];
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
