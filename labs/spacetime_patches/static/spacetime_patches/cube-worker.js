import { Lit, Picture } from "./boxes.js";

/** Draws the cube in a thread of its own: the page stays free for what the finger does. */

/** @typedef {import("./boxes.js").Look & {width: number, height: number}} Sized */
/** @typedef {{frames?: import("./colours.js").Frames, look?: Sized}} Told */
/** @typedef {{bytes: Uint8ClampedArray<ArrayBuffer>, width: number, height: number, ratio: number, ms: number}} Drawn */

/** @type {Lit | undefined} */
let clip;
/** @type {Sized | undefined} */
let wanted;

addEventListener("message", (/** @type {MessageEvent<Told>} */ { data }) => {
  if (data.frames) clip = new Lit(data.frames);
  if (!data.look) return;
  // Only the newest look is drawn, however fast others come before it.
  if (!wanted) setTimeout(draw);
  wanted = data.look;
});

function draw() {
  const look = wanted;
  wanted = undefined;
  if (!look || !clip) return;
  const began = performance.now();
  const { width, height, ratio } = look;
  const { bytes } = new Picture(width, height).drawn(clip, look);
  /** @type {Drawn} */
  const drawn = { bytes, width, height, ratio, ms: performance.now() - began };
  postMessage(drawn, { transfer: [bytes.buffer] });
}
