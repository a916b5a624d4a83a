import { whenChanged } from "../js/chart/watch.js";
import { element } from "./film.js";

const KEYS = /** @type {Record<string, [number, number, number]>} */ ({
  ArrowLeft: [0, 0, -1], ArrowRight: [0, 0, 1], ArrowUp: [0, -1, 0], ArrowDown: [0, 1, 0], PageUp: [-1, 0, 0], PageDown: [1, 0, 0],
});

/** Where one patch looks: a board of patches for each four frames, and the words beside them. */
class PatchLooks extends HTMLElement {
  /** @type {HTMLElement} */ list;
  /** @type {HTMLElement} */ picture;
  /** @type {HTMLElement} */ reading;
  /** @type {HTMLElement[]} */ layers = [];
  /** @type {HTMLElement[]} */ cells = [];
  /** How many patches in time, down and across. */
  grid = [0, 0, 0];
  /** The token that is marked. */
  chosen = -1;

  connectedCallback() {
    this.list = /** @type {HTMLElement} */ (this.querySelector("[id$='-attended']"));
    this.picture = /** @type {HTMLElement} */ (this.querySelector(".looks-picture"));
    this.reading = /** @type {HTMLElement} */ (this.querySelector(".looks-reading"));
    this.picture.addEventListener("keydown", (event) => this.#move(event));
    this.stop = whenChanged([this.list], () => this.#read());
    this.#read();
  }

  disconnectedCallback() {
    this.stop?.();
  }

  #read() {
    this.layers = /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll("li")]);
    this.toggleAttribute("data-empty", !this.layers.length);
    const tools = /** @type {HTMLElement} */ (this.querySelector(".looks-tools"));
    if (!this.layers.length) {
      this.picture.replaceChildren();
      return tools.replaceChildren();
    }
    this.select = element("select", {}, ...this.layers.map((layer, place) =>
      element("option", { value: String(place), textContent: `layer ${layer.dataset.layer}` })));
    this.select.value = String(this.layers.length - 1);
    this.select.addEventListener("change", () => this.#shade());
    tools.replaceChildren(element("label", {}, "Look into ", this.select));
    this.#build();
  }

  #build() {
    const grid = (this.layers[0].dataset.grid ?? "").split(" ").map(Number);
    this.grid = grid;
    const [slabs, rows, columns] = grid;
    const tokens = slabs * rows * columns;
    if (this.chosen < 0 || this.chosen >= tokens) this.chosen = Math.floor(tokens / 2) + Math.floor(columns / 2);
    this.cells = Array.from({ length: tokens }, (_, token) => {
      const cell = element("button", { type: "button", className: "looks-cell", tabIndex: -1 });
      cell.addEventListener("click", () => this.#choose(token));
      return cell;
    });
    const boards = Array.from({ length: slabs }, (_, slab) => {
      const board = element("div", { className: "looks-board" },
        ...this.cells.slice(slab * rows * columns, (slab + 1) * rows * columns));
      board.style.setProperty("--columns", String(columns));
      return element("figure", {}, board, element("figcaption", { textContent: this.#frames(slab) }));
    });
    this.words = element("ul", { className: "looks-words" });
    this.picture.replaceChildren(...boards, this.words);
    this.#shade();
  }

  /** Of latents the first frame stands alone. @param {number} slab */
  #frames(slab) {
    const first = "alone" in this.layers[0].dataset ? 4 * slab - 2 : 4 * slab + 1;
    return first < 1 ? "frame 1" : `frames ${first} to ${first + 3}`;
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const way = KEYS[event.key];
    if (!way || !this.layers.length) return;
    event.preventDefault();
    const [, rows, columns] = this.grid;
    const at = [Math.floor(this.chosen / (rows * columns)), Math.floor(this.chosen / columns) % rows, this.chosen % columns];
    const to = at.map((value, axis) => Math.max(0, Math.min(this.grid[axis] - 1, value + way[axis])));
    this.#choose((to[0] * rows + to[1]) * columns + to[2]);
    this.cells[this.chosen].focus();
  }

  /** @param {number} token */
  #choose(token) {
    this.chosen = token;
    this.#shade();
  }

  #shade() {
    const layer = this.layers[Number(this.select?.value ?? 0)];
    if (!layer) return;
    const words = (layer.dataset.words ?? "").split(" ");
    const width = words.length + this.cells.length;
    const bytes = Uint8Array.from(atob(layer.dataset.shares ?? ""), (char) => char.charCodeAt(0));
    const row = bytes.subarray(this.chosen * width, (this.chosen + 1) * width);
    const total = row.reduce((sum, share) => sum + share, 0) || 1;
    const percent = (/** @type {number} */ share) => `${((100 * share) / total).toFixed(1)} %`;
    const [, rows, columns] = this.grid;
    this.cells.forEach((cell, token) => {
      const share = row[words.length + token];
      const slab = Math.floor(token / (rows * columns));
      cell.style.setProperty("--share", String(share / 255));
      cell.toggleAttribute("data-chosen", token === this.chosen);
      cell.tabIndex = token === this.chosen ? 0 : -1;
      cell.setAttribute("aria-label", `${this.#frames(slab)}, row ${Math.floor(token / columns) % rows + 1}, column ${token % columns + 1}: ${percent(share)}`);
    });
    this.words?.replaceChildren(...words.map((word, place) => {
      const item = element("li", {}, element("b", { textContent: word }), ` ${percent(row[place])}`);
      item.style.setProperty("--share", String(row[place] / 255));
      return item;
    }));
    this.reading.textContent = `The marked patch, ${this.cells[this.chosen].getAttribute("aria-label")?.split(":")[0]}, gives ${percent(row.subarray(0, words.length).reduce((sum, share) => sum + share, 0))} of its looks to words. Arrow keys go over the picture, Page Up and Page Down through time.`;
  }
}

customElements.define("patch-looks", PatchLooks);
