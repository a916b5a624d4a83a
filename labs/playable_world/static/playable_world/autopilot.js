import { KEYS, moved, touches } from "./engine.js";

/** @typedef {import("./engine.js").Game} Game */

/**
 * The keys of a shortest way to a coin that is left; where there is none, a stroll.
 * @param {Game} game @returns {number[]}
 */
export function route(game) {
  const left = game.coins.filter((_, coin) => game.there[coin]);
  const seen = new Set([String(game.player)]);
  /** @type {{player: [number, number], keys: number[]}[]} */
  let edge = [{ player: game.player, keys: [] }];
  while (edge.length && left.length) {
    const next = [];
    for (const { player, keys } of edge) {
      for (let key = 1; key < KEYS.length; key++) {
        const there = moved(game.solid, player, key);
        if (seen.has(String(there))) continue;
        seen.add(String(there));
        const way = { player: there, keys: [...keys, key] };
        if (left.some((coin) => touches(there, coin))) return way.keys;
        next.push(way);
      }
    }
    edge = next;
  }
  const key = 1 + Math.floor(Math.random() * (KEYS.length - 1));
  return Array(4 + Math.floor(Math.random() * 8)).fill(key);
}
