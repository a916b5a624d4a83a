/**
 * The frames of a clip, small enough to hold: RGBA bytes, frame by frame.
 * @typedef {object} Pixels
 * @property {number} frames
 * @property {number} height @property {number} width of a frame as it is held
 * @property {Uint8ClampedArray} data
 * @property {HTMLCanvasElement[]} pictures the same, one canvas a frame
 */

/**
 * Read the frames from the picture that holds all of them side by side.
 * @param {HTMLImageElement} sheet
 * @returns {Promise<Pixels>}
 */
export async function readSheet(sheet) {
  sheet.loading = "eager";
  await sheet.decode();
  const facts = sheet.dataset;
  const [frames, tiles, columns] = [Number(facts.frames), Number(facts.tiles), Number(facts.columns)];
  const [height, width] = [Number(facts.tileHeight), Number(facts.tileWidth)];
  const pictures = Array.from({ length: frames }, (_, frame) => {
    const tile = frames === 1 ? 0 : Math.round((frame * (tiles - 1)) / (frames - 1));
    const [left, top] = [(tile % columns) * width, Math.floor(tile / columns) * height];
    const context = canvasOf(width, height);
    context.drawImage(sheet, left, top, width, height, 0, 0, width, height);
    return context.canvas;
  });
  return fromPictures(pictures);
}

/**
 * @param {HTMLCanvasElement[]} pictures of one size
 * @returns {Pixels}
 */
export function fromPictures(pictures) {
  const { width, height } = pictures[0];
  const data = new Uint8ClampedArray(pictures.length * height * width * 4);
  pictures.forEach((picture, frame) => {
    const context = /** @type {CanvasRenderingContext2D} */ (picture.getContext("2d"));
    data.set(context.getImageData(0, 0, width, height).data, frame * height * width * 4);
  });
  return { frames: pictures.length, height, width, data, pictures };
}

/** @param {number} width @param {number} height */
export function canvasOf(width, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return /** @type {CanvasRenderingContext2D} */ (context);
}

/** Give a canvas as many pixels as are drawn; to set them anew would empty it. @param {HTMLCanvasElement} canvas @param {{width: number, height: number}} size */
export function sized(canvas, { width, height }) {
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
}
