import { SIZE } from "./engine.js";

/** A canvas of 64 × 64 pixels; the page's style makes it larger without blurring it. */
export class Screen {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    canvas.width = canvas.height = SIZE;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    this.picture = this.context.createImageData(SIZE, SIZE);
    this.picture.data.fill(255);
  }

  /** Show bytes, three a pixel. @param {Uint8Array | Uint8ClampedArray} pixels */
  show(pixels) {
    const { data } = this.picture;
    for (let at = 0, from = 0; at < data.length; at += 4, from += 3) {
      data[at] = pixels[from];
      data[at + 1] = pixels[from + 1];
      data[at + 2] = pixels[from + 2];
    }
    this.context.putImageData(this.picture, 0, 0);
  }
}

/** The game, the dream of it, and where they differ. */
export class Screens {
  /** @param {HTMLElement} host whose canvases they are */
  constructor(host) {
    const screen = (/** @type {string} */ name) =>
      new Screen(/** @type {HTMLCanvasElement} */ (host.querySelector(`canvas[data-screen="${name}"]`)));
    this.game = screen("game");
    this.dream = screen("dream");
    this.apart = screen("apart");
  }

  /** @param {Uint8Array | Uint8ClampedArray} game @param {Uint8ClampedArray} dream @returns {number} the mean squared difference of colours */
  show(game, dream) {
    const { pixels, squared } = difference(game, dream);
    this.game.show(game);
    this.dream.show(dream);
    this.apart.show(pixels);
    return squared;
  }
}

/** Colours from 0 to 1 as bytes. @param {Float32Array} colours */
export function asBytes(colours) {
  const bytes = new Uint8ClampedArray(colours.length); // a loop: from() asks for each by an iterator
  for (let at = 0; at < bytes.length; at++) bytes[at] = 255 * colours[at];
  return bytes;
}

/** Bytes as colours from 0 to 1. @param {ArrayLike<number>} bytes */
export function asColours(bytes) {
  const colours = new Float32Array(bytes.length);
  for (let at = 0; at < colours.length; at++) colours[at] = bytes[at] / 255;
  return colours;
}

/** Where two pictures differ, and how much, as bytes; and the mean squared difference of colours. @param {ArrayLike<number>} one @param {ArrayLike<number>} other */
export function difference(one, other) {
  const pixels = new Uint8ClampedArray(one.length);
  let squared = 0;
  for (let at = 0; at < one.length; at++) {
    const apart = one[at] - other[at];
    pixels[at] = Math.abs(apart);
    squared += apart * apart;
  }
  return { pixels, squared: squared / one.length / 255 ** 2 };
}
