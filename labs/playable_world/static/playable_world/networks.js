import { KEYS } from "./engine.js";
import { control, set, setting } from "./form.js";
import { Wording } from "./wording.js";
import { ARCADE, SCROLLING } from "./worlds.js";

const ARROWS = ["·", "↑", "↓", "←", "→"];

/** The networks that the page knows, and the one that dreams: all of them in a list, the ages on a slider. */
export class Networks {
  /**
   * @param {HTMLElement} host whose parts offer them
   * @param {(preset: string) => void} choose what to do when another is chosen
   */
  constructor(host, choose) {
    this.host = host;
    this.all = /** @type {HTMLElement[]} */ ([...host.querySelectorAll("[data-model]")]);
    this.list = /** @type {HTMLSelectElement} */ (this.#part("network"));
    this.age = /** @type {HTMLInputElement} */ (this.#part("age"));
    const ages = this.all.filter(({ dataset }) => dataset.kind === "age").sort((a, b) => Number(a.dataset.steps) - Number(b.dataset.steps));
    this.ages = ages.map(({ dataset }) => dataset.preset ?? "");
    this.list.replaceChildren(...this.all.map(({ dataset, textContent }) => new Option(textContent?.trim(), dataset.preset)));
    this.age.max = String(this.ages.length - 1);
    this.list.addEventListener("change", () => choose(this.list.value));
    this.age.addEventListener("input", () => choose(this.ages[Number(this.age.value)]));
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement} */ (this.host.querySelector(`[data-part="${name}"]`));
  }

  /** Without a form the choice is kept here. @param {string} preset */
  choose(preset) {
    this.chosen = control("preset") ? undefined : preset;
    set("preset", preset);
    this.settle();
  }

  get preset() {
    return this.chosen ?? (setting("preset", this.host.dataset.preset) || "best");
  }

  get facts() {
    return this.all.find(({ dataset }) => dataset.preset === this.preset)?.dataset ?? {};
  }

  get engine() {
    return this.facts.world === "scrolling" ? SCROLLING : ARCADE;
  }

  /** How many frames it is shown. */
  get context() {
    return Number(this.facts.context ?? 2);
  }

  /** How many keys of its own it has. */
  get invented() {
    return Number(this.facts.codes ?? 0);
  }

  get wording() {
    const { means, words } = this.all.find(({ dataset }) => dataset.means)?.dataset ?? {};
    return new Wording(means, words);
  }

  /** Show which one dreams, and offer the keys that it invented, each with what it mostly means. */
  settle() {
    this.list.value = this.preset;
    const place = this.ages.indexOf(this.preset);
    if (place >= 0) this.age.value = String(place);
    this.age.setAttribute("aria-valuetext", place < 0 ? "another recipe" : `${this.facts.steps} steps of training`);
    const group = this.#part("codes");
    group.hidden = !this.invented;
    const { means } = this.wording;
    for (const [number, button] of group.querySelectorAll("button").entries()) {
      /** @type {HTMLElement} */ (button.querySelector("small")).textContent = ARROWS[means[number]] ?? "";
      button.setAttribute("aria-label", `Invented key ${number + 1}, mostly ${KEYS[means[number]]}`);
    }
  }
}
