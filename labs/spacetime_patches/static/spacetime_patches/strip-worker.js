import { tokenColours } from "./colours.js";

/**
 * Paints the strip in a thread of its own: to colour four thousand tokens costs as much as all else
 * that the page does when the clip is cut anew.
 */

/** Cells of at most so many pixels touch. */
const GAPLESS = 5;

/** @typedef {{cell: number, columns: number, rows: number}} Layout */
/**
 * @typedef {object} Look
 * @property {import("./colours.js").Patches} patches
 * @property {Layout} layout
 * @property {number} ratio device pixels to a pixel
 * @property {number} token @property {number} span what is selected
 * @property {string} accent
 */
/** @typedef {{canvas?: OffscreenCanvas, frames?: import("./colours.js").Frames, look?: Look}} Told */

const cells = new OffscreenCanvas(1, 1);
/** @type {OffscreenCanvas} */
let canvas;
/** @type {import("./colours.js").Frames | undefined} */
let frames;
/** @type {Look | undefined} */
let wanted;
/** Colours, and what they stand for. @type {{of: string, colours: Uint8ClampedArray}} */
let known = { of: "", colours: new Uint8ClampedArray() };

addEventListener("message", (/** @type {MessageEvent<Told>} */ { data }) => {
  if (data.canvas) canvas = data.canvas;
  if (data.frames) {
    frames = data.frames;
    known.of = "";
  }
  if (!data.look) return;
  // Only the newest look is painted, however fast others come before it.
  if (!wanted) setTimeout(paint);
  wanted = data.look;
});

function paint() {
  const look = wanted;
  wanted = undefined;
  if (!look || !frames) return;
  const of = JSON.stringify(look.patches);
  if (of !== known.of) known = { of, colours: tokenColours(frames, look.patches) };
  draw(known.colours, look);
}

/** @param {Uint8ClampedArray} colours @param {Look} look */
function draw(colours, { layout: { cell, columns, rows }, ratio, token: first, span, accent }) {
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  canvas.width = Math.round(columns * cell * ratio);
  canvas.height = Math.round(rows * cell * ratio);
  context.imageSmoothingEnabled = false;
  context.drawImage(oneEach(colours, columns, rows), 0, 0, canvas.width, canvas.height);
  context.scale(ratio, ratio);
  if (cell > GAPLESS) {
    for (let column = 1; column <= columns; column++) context.clearRect(column * cell - 1, 0, 1, rows * cell);
    for (let row = 1; row <= rows; row++) context.clearRect(0, row * cell - 1, columns * cell, 1);
  }
  context.strokeStyle = accent;
  context.lineWidth = Math.max(2, cell / 6);
  const side = cell > GAPLESS ? cell - 1 : cell;
  for (let token = first; token < first + span; token++) {
    context.strokeRect((token % columns) * cell + 0.5, Math.floor(token / columns) * cell + 0.5, side - 1, side - 1);
  }
}

/** A pixel a token. @param {Uint8ClampedArray} colours @param {number} columns @param {number} rows */
function oneEach(colours, columns, rows) {
  [cells.width, cells.height] = [columns, rows];
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (cells.getContext("2d"));
  const image = context.createImageData(columns, rows);
  for (let from = 0, to = 0; from < colours.length; from += 3, to += 4) {
    image.data.set(colours.subarray(from, from + 3), to);
    image.data[to + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return cells;
}
