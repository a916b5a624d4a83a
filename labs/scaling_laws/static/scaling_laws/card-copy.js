import { announce } from "../js/announce.js";
import { whenChanged } from "../js/chart/watch.js";

/** Adds a button that copies the card; taking it as a file works without any script. */
class CardCopy extends HTMLElement {
  connectedCallback() {
    this.stop = whenChanged([this], () => this.#offer());
    this.#offer();
  }

  disconnectedCallback() {
    this.stop?.();
  }

  #offer() {
    const actions = this.querySelector(".law-card-actions");
    if (!actions || actions.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "Copy";
    button.addEventListener("click", () => this.#copy());
    actions.prepend(button);
  }

  async #copy() {
    await navigator.clipboard.writeText(this.querySelector(".law-card")?.textContent ?? "");
    announce("The card is copied");
  }
}

customElements.define("card-copy", CardCopy);
