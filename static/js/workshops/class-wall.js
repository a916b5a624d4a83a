import { kept } from "../kept.js";

const TEXT = "input:not([type='checkbox']), select, textarea";
const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

/**
 * Keys for the wall: every one of them presses a button or follows a link that is there for all.
 */
class ClassWall extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this);
    for (const place of this.places) place.tabIndex = 0;
    this.watcher = new MutationObserver(() => {
      for (const place of this.places) place.tabIndex = 0;
    });
    this.watcher.observe(this, { childList: true, subtree: true });
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this);
    this.watcher?.disconnect();
  }

  /** @returns {HTMLElement[]} the places where somebody sits */
  get places() {
    const all = /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".tile-place")]);
    return all.filter((place) => place.querySelector(".tile-head"));
  }

  /** @returns {HTMLElement | null} */
  get here() {
    return /** @type {HTMLElement | null} */ (document.activeElement?.closest(".tile-place") ?? null);
  }

  /** @param {KeyboardEvent} event */
  handleEvent(event) {
    const target = /** @type {Element} */ (event.target);
    const busy = event.ctrlKey || event.metaKey || event.altKey || target.closest(TEXT);
    if (busy || kept("single-keys") === "off") return;
    if (ARROWS.includes(event.key)) this.step(event);
    else if (this.press(event)) event.preventDefault();
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key has a use here
   */
  press(event) {
    const key = event.key.toLowerCase();
    const place = this.here;
    if (key === "x" && place) return this.#press(place, "input[type='checkbox']");
    if (key === "p" && place) return this.#press(place, "[data-key='p']");
    if (key === "enter" && place && event.target === place) return this.#press(place, ".tile-head a");
    if (["a", "c", "o"].includes(key)) return this.#press(document, `[data-key='${key}']`);
    return false;
  }

  /**
   * @param {ParentNode} within
   * @param {string} what
   * @returns {boolean}
   */
  #press(within, what) {
    const found = /** @type {HTMLElement | null} */ (within.querySelector(what));
    found?.click();
    return Boolean(found);
  }

  /** @param {KeyboardEvent} event */
  step(event) {
    const places = this.places;
    const at = places.indexOf(/** @type {HTMLElement} */ (this.here));
    if (at < 0) return;
    event.preventDefault();
    const row = this.rowLength(places);
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row }[event.key] ?? 0;
    places[Math.max(0, Math.min(places.length - 1, at + by))].focus();
  }

  /**
   * @param {HTMLElement[]} places
   * @returns {number} how many places stand side by side
   */
  rowLength(places) {
    const top = places[0]?.offsetTop;
    return Math.max(1, places.filter((place) => place.offsetTop === top).length);
  }
}

customElements.define("class-wall", ClassWall);
