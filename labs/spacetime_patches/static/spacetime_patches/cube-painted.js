import { sized } from "./clip.js";

/** The cut clip without a graphics processor: another thread works out its pixels. */
export class Painted {
  /** More boxes than this take too long. */
  most = 65_536;
  /** At rest four pixels make one of a coarse screen's, so that edges are smooth. */
  pace = { slow: 32, quick: 12, rest: devicePixelRatio < 2 ? 0.5 : 1, told: true };

  /** @param {HTMLCanvasElement} canvas @param {string} painter where its script is @param {(ms: number) => void} took */
  constructor(canvas, painter, took) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    this.worker = new Worker(painter, { type: "module" });
    this.worker.addEventListener("message", (/** @type {MessageEvent<import("./cube-worker.js").Drawn>} */ { data }) => {
      this.#show(data);
      // How long a picture finer than the screen takes says nothing of those that move.
      if (data.ratio <= devicePixelRatio) took(data.ms);
    });
  }

  /** @param {import("./cube-worker.js").Drawn} drawn */
  #show({ bytes, width, height }) {
    sized(this.canvas, { width, height });
    this.context.putImageData(new ImageData(bytes, width, height), 0, 0);
  }

  /** @param {import("./clip.js").Pixels} pixels */
  load({ data, frames, height, width }) {
    this.worker.postMessage({ frames: { data, frames, height, width } });
  }

  /** @param {import("./patch-cube.js").Scene} scene */
  draw({ cut, camera, inks, ratio, whole, loose, width, height }) {
    const { shape, patch, grid, token, span } = cut;
    const { axes, explode, slice } = camera;
    const { paper, line, accent } = inks;
    this.worker.postMessage({
      look: {
        shape, patch, grid, token, span, axes, units: camera.units(shape), explode, slice, whole, loose, ratio,
        width, height, inks: { paper, line, accent },
      },
    });
  }

  stop() {
    this.worker.terminate();
  }
}
