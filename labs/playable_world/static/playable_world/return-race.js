import { numbers, TableChart } from "../js/chart/line-chart.js";

/** @typedef {[number, number]} Point */

/** Coins that a controller takes in dreams and in the game, generation by generation: from the rows of two tables. */
class ReturnRace extends TableChart {
  lines() {
    const tried = numbers(this.rows("tbody.tried"));
    const evolved = numbers(this.rows("tbody.evolved"));
    if (!tried.length) return [];
    const last = Math.max(1, ...[...tried, ...evolved].map(([generation]) => generation));
    const of = (/** @type {number[][]} */ rows, /** @type {number} */ column) => rows.map((row) => /** @type {Point} */ ([row[0], row[column]]));
    const all = (/** @type {number} */ column) => /** @type {Point[]} */ ([[0, tried[0][column]], [last, tried[0][column]]]);
    return [
      { name: "random keys", className: "is-random", points: all(5), plain: true },
      { name: "autopilot", className: "is-autopilot", points: all(6), plain: true },
      { name: "best of a generation, in the dream", className: "is-dream is-best", points: of(evolved, 1), plain: true },
      { name: "in the dream", className: "is-dream", points: of(tried, 1), spread: tried.map((row) => row[2]) },
      { name: "in the game", className: "is-real", points: of(tried, 3), spread: tried.map((row) => row[4]) },
    ];
  }

  look() {
    const most = Math.max(...this.lines().flatMap(({ points, spread }) => points.map(([, coins], place) => coins + (spread?.[place] ?? 0))));
    return {
      label: "Coins taken in the dream and in the game, against generations",
      x: { name: "generations" },
      y: { name: "coins", domain: /** @type {Point} */ ([0, most * 1.05]) },
      height: 260,
      tell: (/** @type {number} */ coins) => `${coins.toFixed(2)} coins`,
    };
  }
}

customElements.define("return-race", ReturnRace);
