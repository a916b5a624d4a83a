import { Field } from "../js/chart/field.js";

/** @typedef {[number, number, number]} Triple along time, height and width */

const NAMES = /** @type {const} */ (["patch_frames", "patch_height", "patch_width"]);

/**
 * The one cut of the page: cube, strip and bill read it, and any of them may change it.
 * It says "cut" when patches change, "selected" when others are selected, "clip" for other pixels.
 */
class Cut extends EventTarget {
  /** @type {import("./clip.js").Pixels | null} */
  pixels = null;

  /** Frames, height and width of the clip. @type {Triple} */
  shape = [1, 1, 1];

  fields = NAMES.map((name) => new Field(name));
  tokenField = new Field("token");
  spanField = new Field("span");

  /** What a page without controls shows. @type {{patch: Triple, token: number, span: number}} */
  fixed = { patch: [4, 16, 16], token: 0, span: 1 };

  constructor() {
    super();
    this.known = "";
    this.fields[0].input?.form?.addEventListener("input", () => this.look());
  }

  /** See what changed in the controls, and say so. */
  look() {
    const before = this.known.split("|");
    this.known = `${this.patch}|${this.token},${this.span}`;
    const now = this.known.split("|");
    if (before[0] !== now[0]) this.say("cut");
    else if (before[1] !== now[1]) this.say("selected");
  }

  /** @param {"cut" | "selected" | "clip"} what */
  say(what) {
    this.dispatchEvent(new Event(what));
  }

  /** @param {import("./clip.js").Pixels} pixels @param {Triple} shape */
  show(pixels, shape) {
    this.pixels = pixels;
    this.shape = shape;
    this.say("clip");
  }

  /** @returns {Triple} */
  get patch() {
    const [t, h, w] = this.fields.map((field, axis) => whole(field, this.fixed.patch[axis]));
    return [t, h, w];
  }

  /** @returns {Triple} patches along each axis */
  get grid() {
    const { patch, shape } = this;
    return /** @type {Triple} */ (shape.map((size, axis) => Math.ceil(size / patch[axis])));
  }

  get tokens() {
    const [t, h, w] = this.grid;
    return t * h * w;
  }

  /** Pixels that whole patches add to the clip. */
  get padding() {
    const { grid, patch, shape } = this;
    return product(grid.map((count, axis) => count * patch[axis])) - product(shape);
  }

  get token() {
    return Math.min(whole(this.tokenField, this.fixed.token, 0), this.tokens - 1);
  }

  get span() {
    return Math.min(whole(this.spanField, this.fixed.span), this.tokens - this.token);
  }

  /** @param {number} token @returns {Triple} its place in the grid */
  place(token) {
    const [, h, w] = this.grid;
    return [Math.floor(token / (h * w)), Math.floor(token / w) % h, token % w];
  }

  /** @param {Triple} place @returns {number} */
  at([t, y, x]) {
    const [, h, w] = this.grid;
    return (t * h + y) * w + x;
  }

  /**
   * Cut anew; the loose patch stays where it was in the clip.
   * @param {number} axis @param {number} size
   */
  recut(axis, size) {
    const corner = this.place(this.token).map((count, each) => count * this.patch[each]);
    const field = this.fields[axis];
    const held = Math.min(Math.max(Math.round(size), field.min), Math.min(field.max, this.shape[axis]));
    if (!field.exists || held === this.patch[axis]) return;
    /** @type {HTMLInputElement} */ (field.input).value = String(held);
    const place = corner.map((pixel, each) => Math.floor(pixel / this.patch[each]));
    const token = this.at(/** @type {Triple} */ (place));
    if (this.tokenField.input) this.tokenField.input.value = String(token);
    field.input?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** @param {number} token @param {number} [span] */
  select(token, span = 1) {
    const first = Math.min(Math.max(token, 0), this.tokens - 1);
    this.fixed = { ...this.fixed, token: first, span };
    if (!this.tokenField.input || !this.spanField.input) return this.say("selected");
    this.spanField.input.value = String(Math.max(1, Math.min(span, this.spanField.max)));
    this.tokenField.input.value = String(first);
    this.tokenField.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  settle() {
    this.tokenField.settle();
  }
}

const COUNTS = new Intl.NumberFormat("en-GB");

/** A count as the page writes it: `1,568`. @param {number} count */
export const counted = (count) => COUNTS.format(count);

/** @param {number[]} sizes */
export const product = (sizes) => sizes.reduce((all, size) => all * size, 1);

/** @param {Field} field @param {number} otherwise @param {number} [least] */
function whole(field, otherwise, least = 1) {
  const value = field.exists ? Math.round(field.value) : otherwise;
  return Number.isFinite(value) ? Math.max(value, least) : otherwise;
}

export const cut = new Cut();
