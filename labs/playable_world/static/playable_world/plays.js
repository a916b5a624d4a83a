/** Keys as short text, as boards.py writes them: a letter, and for how many steps it is held. */

const LETTERS = "sudlrABCDE";

/** @param {number[]} keys @returns {string} */
export function textOf(keys) {
  let text = "";
  for (let at = 0; at < keys.length;) {
    let end = at;
    while (keys[end] === keys[at]) end++;
    text += `${LETTERS[keys[at]]}${end - at}`;
    at = end;
  }
  return text;
}

/** @param {string} text @returns {number[]} */
export function keysOf(text) {
  return [...text.matchAll(/([sudlrA-E])([1-9][0-9]{0,3})/g)].flatMap(([, letter, held]) =>
    Array(Number(held)).fill(LETTERS.indexOf(letter)));
}
