import { figures, human, power, signedPercent } from "../js/chart/number.js";
import { predict } from "./law.js";
import { missOf } from "./scene.js";

/** @typedef {[words: string, meaning: string]} Phrase words, and the meaning that colours them */

/**
 * What there is to say of one run.
 * @param {import("./readings.js").Run} run
 * @param {import("./readings.js").Readings} readings
 * @param {{heldOut: boolean, leftOut: boolean, canToggle: boolean}} state
 * @returns {Phrase[]}
 */
export function describe(run, { law, seen, influence }, { heldOut, leftOut, canToggle }) {
  const judge = seen ?? law;
  const key = matchMedia("(hover: none)").matches ? "Tap again" : "Click or press Enter";
  return [
    ...(run.number ? [phrase(`run ${run.number}`)] : []),
    phrase(`${human(run.parameters)} parameters`, "is-parameters"),
    phrase(`${human(run.tokens)} tokens`, "is-tokens"),
    phrase(`${power(run.compute)} FLOP`, "is-compute"),
    phrase(`loss ${figures(run.loss, 4)}`, "is-loss"),
    ...(judge ? [judged(run, judge, heldOut && !leftOut)] : []),
    ...(leftOut ? [phrase("left out of every fit")] : influenced(influence.get(run.number))),
    ...(canToggle ? [phrase(`${key} to ${leftOut ? "take it back" : "leave it out"}.`, "how")] : []),
  ];
}

/** @param {string} words @param {string} [meaning] @returns {Phrase} */
function phrase(words, meaning = "") {
  return [words, meaning];
}

/** @param {import("./readings.js").Run} run @param {import("./law.js").Law} law @param {boolean} heldOut */
function judged(run, law, heldOut) {
  const predicted = figures(predict(law, run.parameters, run.tokens), 4);
  const missed = `${predicted} (${signedPercent(missOf(law, run))})`;
  return heldOut ? phrase(`foretold, unseen: ${missed}`, "is-held-out") : phrase(`by the law: ${missed}`, "is-fitted");
}

/** @param {import("./readings.js").Influence | undefined} change @returns {Phrase[]} */
function influenced(change) {
  if (!change) return [];
  const effects = [
    ...(change.exponent ? [`a moves by ${change.exponent.replace(/^(?=\d)/, "+")}`] : []),
    ...(change.loss ? [`the loss at the budget by ${change.loss}`] : []),
  ];
  return effects.length ? [phrase(`without it ${effects.join(", ")}`)] : [];
}

/** @param {Phrase[]} phrases @returns {HTMLSpanElement[]} */
export function spans(phrases) {
  return phrases.map(([words, meaning]) => {
    const span = document.createElement("span");
    span.className = meaning;
    span.textContent = words;
    return span;
  });
}
