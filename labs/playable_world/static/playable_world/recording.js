import { SIZE } from "./engine.js";

/** Frames that a worker dreamed, on one sheet. */
export class Recording {
  /** @param {HTMLImageElement} sheet @param {number} columns */
  constructor(sheet, columns) {
    this.columns = columns;
    const canvas = document.createElement("canvas");
    canvas.width = sheet.naturalWidth;
    canvas.height = sheet.naturalHeight;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
    this.context.drawImage(sheet, 0, 0);
  }

  /** One frame as bytes, three a pixel. @param {number} place */
  frame(place) {
    const x = (place % this.columns) * SIZE;
    const y = Math.floor(place / this.columns) * SIZE;
    const { data } = this.context.getImageData(x, y, SIZE, SIZE);
    return data.filter((_, at) => at % 4 !== 3);
  }
}
