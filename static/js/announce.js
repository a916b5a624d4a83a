const SECOND = 1000;
const SHOWN_FOR = 4 * SECOND;

/** @type {Record<string, { last: number, waiting: number }>} */
const regions = {};

/**
 * Say something to everyone, in a message that is seen and heard, at most once a second.
 * @param {string} text
 */
export const announce = (text) => soon("toast", text, SHOWN_FOR);

/**
 * Say to screen readers what everybody else sees anyway, at most once a second.
 * @param {string} text
 */
export const whisper = (text) => soon("whisper", text, Infinity);

/**
 * @param {string} id
 * @param {string} text
 * @param {number} shownFor
 */
function soon(id, text, shownFor) {
  const region = (regions[id] ??= { last: 0, waiting: 0 });
  clearTimeout(region.waiting);
  const wait = Math.max(0, region.last + SECOND - Date.now());
  region.waiting = setTimeout(() => {
    region.last = Date.now();
    fill(id, text);
    if (shownFor < Infinity) region.waiting = setTimeout(() => fill(id, ""), shownFor);
  }, wait);
}

/**
 * @param {string} id
 * @param {string} text
 */
function fill(id, text) {
  const element = document.getElementById(id);
  if (element) element.textContent = text;
}
