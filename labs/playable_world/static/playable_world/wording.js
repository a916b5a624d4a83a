import { KEYS } from "./engine.js";

/**
 * What pressed keys mean: those below five are the game's own, those from five on a network's
 * invented ones. `means` says which of the game's each invented key means; `words` which invented
 * one each of the game's becomes, for a network that knows no others.
 */
export class Wording {
  /** @param {string} means digits @param {string} words digits */
  constructor(means = "", words = "") {
    this.means = [...means].map(Number);
    this.words = [...words].map(Number);
  }

  /** What a pressed key is to the game. @param {number} key */
  toGame(key) {
    return key < KEYS.length ? key : this.means[key - KEYS.length] ?? 0;
  }

  /** What a pressed key is to the network. @param {number} key @param {boolean} invented whether it knows only invented keys */
  toNetwork(key, invented) {
    if (!invented) return this.toGame(key);
    return key < KEYS.length ? this.words[key] : key - KEYS.length;
  }
}
