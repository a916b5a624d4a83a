import { sized } from "./clip.js";
import { IN_THE_PAGE } from "./grain.js";

/** The cut clip on a plain canvas, as a sheet of slabs. */

/** @typedef {import("./patch-cube.js").Scene} Scene */
/** @typedef {import("./cut.js").Triple} Triple */

const GAP = 6;

/** Draws one picture for each slab of patches, in reading order, with the cut drawn over it. */
export class Sheet {
  most = Infinity;
  pace = IN_THE_PAGE;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  }

  /** @param {import("./clip.js").Pixels} pixels */
  load(pixels) {
    this.pixels = pixels;
  }

  /** @param {Scene} scene */
  draw(scene) {
    wipe(this.context, scene);
    const { context, pixels } = this;
    const { cut, ratio, inks } = scene;
    const layout = sheetLayout(scene);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.imageSmoothingEnabled = false;
    for (let slab = scene.camera.slice; slab < cut.grid[0]; slab++) {
      const { left, top } = layout.at(slab);
      const frame = Math.min(slab * cut.patch[0], cut.shape[0] - 1);
      if (pixels) context.drawImage(pixels.pictures[frame], left, top, cut.shape[2] * layout.scale, cut.shape[1] * layout.scale);
      this.#lines(scene, layout, left, top);
    }
    context.strokeStyle = inks.css.accent;
    context.lineWidth = 2;
    for (let token = cut.token; token < cut.token + cut.span; token++) {
      const [x, y, w, h] = layout.box(token);
      context.strokeRect(x, y, w, h);
    }
    this.#loose(scene);
  }

  /** @param {Scene} scene @param {ReturnType<typeof sheetLayout>} layout @param {number} left @param {number} top */
  #lines({ cut, inks }, layout, left, top) {
    const { context } = this;
    const [, rows, columns] = cut.grid;
    const [high, wide] = [cut.patch[1] * layout.scale, cut.patch[2] * layout.scale];
    context.beginPath();
    for (let y = 0; y <= rows; y++) context.rect(left, top + y * high, columns * wide, 0);
    for (let x = 0; x <= columns; x++) context.rect(left + x * wide, top, 0, rows * high);
    context.strokeStyle = inks.css.line;
    context.lineWidth = 0.5;
    context.stroke();
  }

  /** @param {Scene} scene @param {number} x @param {number} y @returns {number} the token there, or -1 */
  pick(scene, x, y) {
    const { cut } = scene;
    const layout = sheetLayout(scene);
    for (let slab = scene.camera.slice; slab < cut.grid[0]; slab++) {
      const { left, top } = layout.at(slab);
      const row = Math.floor((y - top) / (cut.patch[1] * layout.scale));
      const column = Math.floor((x - left) / (cut.patch[2] * layout.scale));
      if (row >= 0 && row < cut.grid[1] && column >= 0 && column < cut.grid[2]) return cut.at([slab, row, column]);
    }
    return -1;
  }

  /** The loose patch, as a box of the sides that one sees. @param {Scene} scene */
  #loose(scene) {
    const { cut, camera } = scene;
    const units = camera.units(cut.shape);
    const size = cut.patch.map((length, axis) => length * units[axis]);
    const corner = cut.place(cut.token).map((place, axis) => place * cut.patch[axis]);
    for (let axis = 2; axis >= 0; axis--) {
      const far = camera.axes[axis][2] < 0 ? 1 : 0;
      const [down, across] = axis === 0 ? [1, 2] : axis === 1 ? [0, 2] : [1, 0];
      const at = size.map((length) => -length / 2);
      at[axis] += far * size[axis];
      this.#paint(scene, this.#face(scene, axis, far, /** @type {Triple} */ (corner)), at, [down, across], size);
    }
  }

  /**
   * The picture of a face: a part of a frame, or rows and columns gathered through time.
   * @param {Scene} scene @param {number} axis @param {number} far @param {Triple} corner
   */
  #face({ cut }, axis, far, [t, y, x]) {
    const { pictures, frames, height, width } = /** @type {import("./clip.js").Pixels} */ (this.pixels);
    const [pt, ph, pw] = cut.patch;
    const [sy, sx] = [height / cut.shape[1], width / cut.shape[2]];
    const until = (/** @type {number} */ end, /** @type {number} */ most) => Math.min(end, most - 1);
    if (axis === 0) {
      const frame = pictures[until(far ? t + pt - 1 : t, frames)];
      return [{ picture: frame, from: [x * sx, y * sy, pw * sx, ph * sy], to: [0, 0, 1, 1] }];
    }
    return Array.from({ length: Math.min(pt, frames - t) }, (_, step) => {
      const picture = pictures[t + step];
      const [begin, part] = [step / pt, 1 / pt];
      if (axis === 1) return { picture, from: [x * sx, until(far ? y + ph - 1 : y, cut.shape[1]) * sy, pw * sx, sy], to: [0, begin, 1, part] };
      return { picture, from: [until(far ? x + pw - 1 : x, cut.shape[2]) * sx, y * sy, sx, ph * sy], to: [begin, 0, part, 1] };
    });
  }

  /**
   * @param {Scene} scene @param {{picture: HTMLCanvasElement, from: number[], to: number[]}[]} pieces
   * @param {number[]} at @param {number[]} ways @param {number[]} size
   */
  #paint({ camera, inks, ratio, loose: { middle, scale } }, pieces, at, [down, across], size) {
    const { context } = this;
    const origin = camera.at(at);
    const [d, a] = [camera.axes[down], camera.axes[across]];
    const k = scale * ratio;
    context.setTransform(a[0] * size[across] * k, a[1] * size[across] * k, d[0] * size[down] * k, d[1] * size[down] * k,
      (middle[0] + origin[0] * scale) * ratio, (middle[1] + origin[1] * scale) * ratio);
    context.fillStyle = inks.css.sunken;
    context.fillRect(0, 0, 1, 1);
    context.imageSmoothingEnabled = false;
    for (const { picture, from, to } of pieces) {
      const [left, top] = from;
      const [wide, high] = [Math.min(from[2], picture.width - left), Math.min(from[3], picture.height - top)];
      if (wide > 0 && high > 0) context.drawImage(picture, left, top, wide, high, to[0], to[1], (to[2] * wide) / from[2], (to[3] * high) / from[3]);
    }
    context.beginPath();
    context.rect(0, 0, 1, 1);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.strokeStyle = inks.css.line;
    context.lineWidth = 0.6 * ratio;
    context.stroke();
  }
}

/**
 * Where the slabs of a sheet lie: as large as they can be and all be seen.
 * @param {Scene} scene
 */
export function sheetLayout({ cut, sheet }) {
  const [slabs, rows, columns] = cut.grid;
  const [high, wide] = [rows * cut.patch[1], columns * cut.patch[2]];
  let [best, across] = [0, 1];
  for (let tried = 1; tried <= slabs; tried++) {
    const down = Math.ceil(slabs / tried);
    const scale = Math.min((sheet.width - GAP * (tried - 1)) / (tried * wide), (sheet.height - GAP * (down - 1)) / (down * high));
    if (scale > best) [best, across] = [scale, tried];
  }
  const at = (/** @type {number} */ slab) => ({
    left: sheet.left + (slab % across) * (wide * best + GAP),
    top: sheet.top + Math.floor(slab / across) * (high * best + GAP),
  });
  const box = (/** @type {number} */ token) => {
    const [t, y, x] = cut.place(token);
    const { left, top } = at(t);
    return [left + x * cut.patch[2] * best, top + y * cut.patch[1] * best, cut.patch[2] * best, cut.patch[1] * best];
  };
  return { scale: best, at, box };
}

/** @param {CanvasRenderingContext2D} context @param {Scene} scene */
function wipe(context, scene) {
  const { inks } = scene;
  sized(context.canvas, scene);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = inks.css.paper;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}
