import { numbers, TableChart } from "../js/chart/line-chart.js";

const NAMES = { player: "player", ball: "ball", coins: "coins", walls: "walls", follows: "follows the key" };
const RETURNS = { went: "farthest: still in view", kept: "back: never left", gone: "back: had left", coins: "coins that had left", stayed: "as many steps in place", "coins is-invented": "coins where none was" };

const RIVALS = Object.fromEntries(["player", "ball", "coins", "walls"].flatMap((each) => [
  [each, `${each}, taught plays`],
  [`${each} is-random`, `${each}, taught random keys (thin)`],
]));

/** @typedef {{skipped: number, foot: string, label: string}} Words */

/** Shares that are right, against what grows along the foot: read from the rows of a table. */
class ShareCurve extends TableChart {
  /** What each column tells, by the name of its colour, in the order of the columns. @type {Record<string, string>} */
  names = NAMES;

  /** @type {Words} */
  words = { skipped: 0, foot: "dreamed frames in a row", label: "The share of dreams that are right, against how long they were dreamed" };

  lines() {
    const rows = numbers(this.rows());
    if (rows.length < 2) return [];
    return Object.entries(this.names).map(([name, told], place) => ({
      name: told, className: `is-${name}`,
      points: rows.map((row) => /** @type {[number, number]} */ ([row[0], row[place + 1 + this.words.skipped]])),
    }));
  }

  look() {
    const share = (/** @type {number} */ each) => `${Math.round(100 * each)} %`;
    return {
      label: this.words.label,
      x: { name: this.words.foot },
      y: { domain: /** @type {[number, number]} */ ([0, 1]), ticks: [0, 0.5, 1], format: share },
      height: 260,
      tell: (/** @type {number} */ each) => `${(100 * each).toFixed(1)} %`,
    };
  }
}

customElements.define("drift-curve", class extends ShareCurve {});
customElements.define("return-curve", class extends ShareCurve {
  names = RETURNS;
  words = { skipped: 0, foot: "steps away before the way back", label: "What is right in the dream, against how far the player went before it came back" };
});
customElements.define("learning-curve", class extends ShareCurve {
  words = { skipped: 1, foot: "steps of training", label: "The share of dreams that are right after 50 frames, against the steps of training" };
});
customElements.define("weighed-curve", class extends ShareCurve {
  names = RIVALS;
  words = { skipped: 0, foot: "dreamed frames in a row", label: "What is right in both dreams, against how long they were dreamed" };
});
customElements.define("taught-curve", class extends ShareCurve {
  names = RIVALS;
  words = { skipped: 0, foot: "steps of training", label: "What is right in both dreams after 50 frames, against the steps of training" };
});
