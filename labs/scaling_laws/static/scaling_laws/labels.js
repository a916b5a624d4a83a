import { svg } from "../js/chart/svg.js";

/** Wider than most, so that words stay apart. */
const LETTER = 6.8;
const LINE = 15;

/** @typedef {{left: number, right: number, top: number, foot: number}} Box */
/** @typedef {{x: number, y: number, anchor?: "start" | "middle" | "end"}} At the middle of a line of words, and which end of it */

/** Words on a picture, kept apart: those that would lie on others, or beyond the frame, are left out. */
export class Labels {
  /** @param {Box} frame @param {Box[]} taken */
  constructor(frame, taken = []) {
    this.frame = frame;
    this.taken = taken;
    this.elements = /** @type {SVGElement[]} */ ([]);
  }

  /**
   * Put words at the first of some places where there is room.
   * @param {string} words
   * @param {At[]} places
   * @param {string} className
   */
  put(words, places, className) {
    const found = places.map((place) => ({ place, box: boxOf(words, place) })).find(({ box }) => this.#isFree(box));
    if (!found) return;
    const { place: { x, y, anchor = "start" }, box } = found;
    this.taken.push(box);
    this.elements.push(svg("text", { class: className, x, y, dy: "0.32em", "text-anchor": anchor }, words));
  }

  /** @param {Box} box */
  #isFree(box) {
    const { frame } = this;
    if (box.left < frame.left || box.right > frame.right || box.top < frame.top || box.foot > frame.foot) return false;
    return this.taken.every((other) =>
      box.right < other.left || box.left > other.right || box.foot < other.top || box.top > other.foot);
  }
}

/** The room that words take. @param {string} words @param {At} place @returns {Box} */
export function boxOf(words, { x, y, anchor = "start" }) {
  const width = words.length * LETTER;
  const left = x - { start: 0, middle: width / 2, end: width }[anchor];
  return { left, right: left + width, top: y - LINE / 2, foot: y + LINE / 2 };
}
