import { figures, human, power, signedPercent } from "../js/chart/number.js";
import { predict } from "./law.js";
import { missOf } from "./scene.js";

/** @typedef {import("./readings.js").Run} Run */

/**
 * What there is to say of one run, as words and the meaning that colours them.
 * @param {Run} run
 * @param {import("./law.js").Law | null} law the law that judges it
 * @param {boolean} heldOut whether the law has not seen it
 * @returns {[string, string][]}
 */
export function describe(run, law, heldOut) {
  const words = /** @type {[string, string][]} */ ([
    [`${human(run.parameters)} parameters`, "is-parameters"],
    [`${human(run.tokens)} tokens`, "is-tokens"],
    [`${power(run.compute)} FLOP`, "is-compute"],
    [`loss ${figures(run.loss, 4)}`, "is-loss"],
  ]);
  if (!law) return words;
  const predicted = figures(predict(law, run.parameters, run.tokens), 4);
  const missed = `${predicted} (${signedPercent(missOf(law, run))})`;
  words.push(heldOut ? [`foretold, unseen: ${missed}`, "is-held-out"] : [`by the law: ${missed}`, "is-fitted"]);
  return words;
}

/** @param {[string, string][]} words @returns {HTMLSpanElement[]} */
export function spans(words) {
  return words.map(([word, meaning]) => {
    const span = document.createElement("span");
    span.className = meaning;
    span.textContent = word;
    return span;
  });
}
