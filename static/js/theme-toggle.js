import { keep } from "./kept.js";

const system = matchMedia("(prefers-color-scheme: dark)");

/** Turns the page dark or light; a choice equal to the system's own is not remembered. */
class ThemeToggle extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.button.addEventListener("click", () => this.turn());
    system.addEventListener("change", () => this.show());
    this.show();
  }

  get button() {
    return /** @type {HTMLButtonElement} */ (this.querySelector("button"));
  }

  get dark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : system.matches;
  }

  turn() {
    const wanted = this.dark ? "light" : "dark";
    const own = system.matches ? "dark" : "light";
    if (wanted === own) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = wanted;
    keep("theme", wanted === own ? null : wanted);
    this.show();
    document.dispatchEvent(new CustomEvent("themechange"));
  }

  show() {
    this.button.setAttribute("aria-pressed", String(this.dark));
  }
}

customElements.define("theme-toggle", ThemeToggle);
