import { announce } from "../js/announce.js";
import { read, write } from "../js/settings.js";
import { CELLS, COINS } from "./engine.js";
import { control } from "./form.js";

const MOST_WALLS = 20;
const BRUSHES = /** @type {const} */ ([["#", "wall"], ["o", "coin"], ["P", "player"], ["B", "ball"], [".", "floor"]]);
const NAMES = /** @type {Record<string, string>} */ (Object.fromEntries(BRUSHES));
const EMPTY = `P${".".repeat(CELLS * CELLS - 2)}B`;

/** A board of 7 × 7 cells to lay out; it writes the setting `board`. */
class BoardEditor extends HTMLElement {
  connectedCallback() {
    this.control = control("board");
    const host = /** @type {HTMLElement} */ (this.querySelector(".board"));
    if (!this.control) return void this.remove();
    this.brush = "#";
    this.cells = Array.from({ length: CELLS * CELLS }, (_, at) => this.#cell(at));
    const grid = document.createElement("div");
    grid.className = "board-cells";
    grid.append(...this.cells);
    host.append(this.#brushes(), grid, this.#clear());
    this.follow = () => this.#draw();
    document.addEventListener("change", this.follow);
    this.#draw();
  }

  disconnectedCallback() {
    if (this.follow) document.removeEventListener("change", this.follow);
  }

  get board() {
    return (this.control && read(this.control)) || EMPTY;
  }

  #brushes() {
    const group = document.createElement("div");
    group.className = "board-brushes";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "What to set down");
    const buttons = BRUSHES.map(([letter, name]) => {
      const button = this.#button(name, () => {
        this.brush = letter;
        for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
      });
      button.setAttribute("aria-pressed", String(letter === this.brush));
      return button;
    });
    group.append(...buttons);
    return group;
  }

  #clear() {
    return this.#button("Back to the seed’s own world", () => this.#write(""));
  }

  /** @param {string} text @param {() => void} does */
  #button(text, does) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = text;
    button.addEventListener("click", does);
    return button;
  }

  /** @param {number} at */
  #cell(at) {
    const cell = this.#button("", () => this.#set(at));
    cell.className = "board-cell";
    return cell;
  }

  /** @param {number} at */
  #set(at) {
    const cells = [...this.board];
    const [letter, was] = [this.brush ?? "#", cells[at]];
    if ("PB".includes(was) && letter !== was) return announce(`The ${NAMES[was]} stands here. Set it down elsewhere first.`);
    if ("PB".includes(letter)) cells[cells.indexOf(letter)] = ".";
    cells[at] = letter;
    const count = (/** @type {string} */ wanted) => cells.filter((each) => each === wanted).length;
    if (count("o") > COINS) return announce(`At most ${COINS} coins fit the game. Take one away first.`);
    if (count("#") > MOST_WALLS) return announce(`At most ${MOST_WALLS} walls fit the game. Take one away first.`);
    this.#write(cells.join(""));
  }

  /** @param {string} board */
  #write(board) {
    if (!this.control) return;
    write(this.control, board);
    this.control.querySelector("input")?.dispatchEvent(new Event("change", { bubbles: true }));
    this.#draw();
  }

  #draw() {
    const board = this.board;
    this.cells?.forEach((cell, at) => {
      cell.dataset.holds = NAMES[board[at]] ?? "floor";
      cell.setAttribute("aria-label", `Row ${Math.floor(at / CELLS) + 1}, column ${(at % CELLS) + 1}: ${NAMES[board[at]] ?? "floor"}`);
    });
  }
}

customElements.define("board-editor", BoardEditor);
