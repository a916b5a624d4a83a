import { oncePerFrame, whenChanged } from "../js/chart/watch.js";
import { Camera, pick } from "./camera.js";
import { readSheet } from "./clip.js";
import { counted, cut, product } from "./cut.js";
import { EdgeGrip } from "./edge-grip.js";
import { Grain } from "./grain.js";
import { inks, whenInked } from "./inks.js";
import { CubeTools } from "./cube-tools.js";

/** @typedef {{middle: [number, number], scale: number}} Frame where something stands, in pixels */
/**
 * @typedef {object} Scene
 * @property {typeof cut} cut
 * @property {Camera} camera
 * @property {ReturnType<typeof inks>} inks
 * @property {number} ratio pixels drawn to a pixel
 * @property {number} width @property {number} height of the picture, in pixels that are drawn
 * @property {Frame} whole @property {Frame} loose
 * @property {{left: number, top: number, width: number, height: number}} sheet
 */

/**
 * @typedef {object} View draws the scene
 * @property {HTMLCanvasElement} canvas
 * @property {number} most so many boxes
 * @property {import("./grain.js").Pace} pace
 * @property {(pixels: import("./clip.js").Pixels) => void} load
 * @property {(scene: Scene) => void} draw
 * @property {(scene: Scene, x: number, y: number) => number} [pick]
 * @property {() => void} [stop]
 */

const NARROW = 620;
const MARGIN = 26;
const AXES = /** @type {const} */ ([
  ["time", "Frames in a patch", "frames", 16],
  ["height", "Height of a patch", "pixels", 64],
  ["width", "Width of a patch", "pixels", 64],
]);

/** The cube: the clip in patches, one of them loose, large, and with edges to pull. */
class PatchCube extends HTMLElement {
  /** @type {HTMLElement} */ host;
  /** @type {HTMLElement} */ reading;
  /** @type {EdgeGrip[]} */ grips;
  /** @type {CubeTools} */ tools;
  /** @type {() => void} */ redraw;
  camera = new Camera();
  /** @type {View | undefined} */ view;
  /** @type {Grain} */ grain;
  /** Pixels drawn to a pixel. */
  ratio = devicePixelRatio;
  /** How large the loose patch is, in pixels to its unit; 0 before it was shown. */
  loosely = 0;
  held = false;
  /** The token under the pointer, or -1. */
  hovered = -1;
  /** Which sheet is shown. */
  source = "";
  /** Asked for at every frame, the page would have to be laid out anew each time. */
  room = { width: 0, height: 0 };

  connectedCallback() {
    this.host = /** @type {HTMLElement} */ (this.querySelector(".cube-picture"));
    this.reading = /** @type {HTMLElement} */ (this.querySelector(".patch-reading"));
    this.redraw = oncePerFrame(() => this.#draw());
    this.grips = AXES.map(([name, label, unit, most], axis) => new EdgeGrip(this.host, name, label, {
      now: () => cut.patch[axis],
      most, unit,
      set: (size) => cut.recut(axis, size),
      settle: () => cut.settle(),
      held: (held) => { this.held = held; this.redraw(); },
    }));
    this.tools = new CubeTools(this);
    this.#listen();
    this.#readStatement();
    this.#readClip();
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
    this.view?.stop?.();
  }

  #listen() {
    for (const what of ["cut", "selected", "clip"]) cut.addEventListener(what, () => this.#changed(what));
    window.addEventListener("beforeprint", () => this.show("sheet"));
    this.stops = [
      whenChanged(this.querySelectorAll("[id$='-cube-sampled'], [id$='-cube-tokenized']"), () => {
        this.#readStatement();
        this.#readClip();
      }),
    ];
    const { host } = this;
    const sizes = new ResizeObserver(() => {
      this.room = { width: host.clientWidth, height: host.clientHeight };
      this.redraw();
    });
    sizes.observe(host);
    this.stops.push(() => sizes.disconnect());
    this.stops.push(whenInked(this.redraw));
  }

  /** @param {string} what */
  #changed(what) {
    if (what === "clip" && cut.pixels) this.view?.load(cut.pixels);
    if (what !== "selected") {
      this.camera.slice = Math.min(this.camera.slice, cut.grid[0] - 1);
      this.tools.refresh();
    }
    this.#write();
    this.redraw();
  }

  #readStatement() {
    const facts = /** @type {HTMLElement | null} */ (this.querySelector(".cut-statement"))?.dataset;
    if (!facts) return;
    const patch = /** @type {import("./cut.js").Triple} */ ((facts.patch ?? "").split(" ").map(Number));
    if (!cut.tokenField.exists) cut.fixed = { patch, token: Number(facts.token), span: Number(facts.span) };
    this.#write();
  }

  /** Show again what the server told. */
  reread() {
    this.source = "";
    this.#readClip();
  }

  async #readClip() {
    const sheet = /** @type {HTMLImageElement | null} */ (this.querySelector("img.clip-sheet"));
    if (!sheet || this.source === sheet.src + sheet.dataset.frames) return;
    this.source = sheet.src + sheet.dataset.frames;
    const { frames, height, width } = sheet.dataset;
    const pixels = await readSheet(sheet);
    if (!this.view) await this.show(this.tools.preferred());
    cut.show(pixels, [Number(frames), Number(height), Number(width)]);
  }

  /**
   * Draw as a solid cube or as a sheet, with what this browser has.
   * @param {"cube" | "sheet"} wanted
   */
  async show(wanted) {
    const asked = (this.asked = Symbol(wanted));
    const view = (wanted === "cube" && ((await this.#solid()) ?? (await this.#painted()))) || (await this.#sheet());
    if (asked !== this.asked) return view.stop?.();
    this.view?.stop?.();
    this.view = view;
    this.grain = new Grain(() => this.redraw(), view.pace);
    this.shown = "pick" in view ? "sheet" : "cube";
    this.host.querySelector("canvas")?.remove();
    this.host.prepend(view.canvas);
    this.tools.adopt(view.canvas);
    if (cut.pixels) view.load(cut.pixels);
    this.tools.refresh();
    this.redraw();
  }

  /** With the graphics processor, if there is one. @returns {Promise<View | null>} */
  async #solid() {
    const { Solid } = await import(this.dataset.solid ?? "");
    return attempted((canvas) => new Solid(canvas));
  }

  /** In another thread, where the browser lets one draw. @returns {Promise<View | null>} */
  async #painted() {
    const { Painted } = await import(this.dataset.painted ?? "");
    return attempted((canvas) => new Painted(canvas, this.dataset.painter ?? "", (/** @type {number} */ ms) => this.grain.took(ms)));
  }

  /** @returns {Promise<View>} */
  async #sheet() {
    const { Sheet } = await import(this.dataset.flat ?? "");
    return new Sheet(document.createElement("canvas"));
  }

  /** @returns {Scene | null} */
  get scene() {
    const { width, height } = this.room;
    if (!width || !this.view || !cut.pixels) return null;
    const narrow = width < NARROW;
    const own = narrow ? { width, height: 0.36 * height } : { width: 0.3 * width, height };
    const left = narrow ? 0 : own.width;
    const top = narrow ? own.height : 0;
    const sheet = { left: left + MARGIN / 2, top: top + MARGIN / 2, width: width - left - MARGIN, height: height - top - MARGIN };
    return {
      cut, camera: this.camera, sheet,
      inks: inks(),
      ratio: this.ratio,
      width: Math.round(width * this.ratio), height: Math.round(height * this.ratio),
      whole: this.#fitted(this.camera.size(cut), sheet.width, sheet.height, [sheet.left + sheet.width / 2, sheet.top + sheet.height / 2]),
      loose: this.#looseFrame(own),
    };
  }

  /** @param {number[]} size @param {number} width @param {number} height @param {[number, number]} middle @returns {Frame} */
  #fitted(size, width, height, middle) {
    const [across, down] = this.camera.extent(size);
    return { middle, scale: Math.min(width / across, height / down) };
  }

  /** The loose patch keeps its scale while it is pulled: the edge stays under the finger. @param {{width: number, height: number}} own */
  #looseFrame({ width, height }) {
    const units = this.camera.units(cut.shape);
    const size = cut.patch.map((length, axis) => length * units[axis]);
    const middle = /** @type {[number, number]} */ ([width / 2, height / 2]);
    if (!this.held || !this.loosely) this.loosely = Math.min(this.#fitted(size, 0.58 * width, 0.5 * height, middle).scale, 900);
    return { middle, scale: this.loosely };
  }

  #draw() {
    const { view } = this;
    if (!view) return;
    this.ratio = devicePixelRatio / this.grain.next();
    const { scene } = this;
    if (!scene) return;
    if (cut.tokens > view.most) {
      this.show("sheet");
      return;
    }
    view.draw(scene);
    this.#placeGrips(scene);
  }

  /** @param {Scene} scene */
  #placeGrips({ camera, loose }) {
    const units = camera.units(cut.shape);
    const half = cut.patch.map((length, axis) => (length * units[axis]) / 2);
    const ends = [[half[0], -half[1], half[2]], [-half[0], half[1], 0], [-half[0], 0, half[2]]];
    this.grips.forEach((grip, axis) => {
      const [x, y] = camera.at(ends[axis]);
      const [wx, wy] = camera.axes[axis];
      const step = units[axis] * loose.scale;
      grip.place(loose.middle[0] + x * loose.scale, loose.middle[1] + y * loose.scale, [wx * step, wy * step]);
    });
  }

  /** @param {number} x @param {number} y in pixels from the picture's corner @returns {number} the token there, or -1 */
  pick(x, y) {
    const { scene, view } = this;
    if (!scene) return -1;
    if (view?.pick) return view.pick(scene, x, y);
    const { middle, scale } = scene.whole;
    return pick(this.camera, cut, [(x - middle[0]) / scale, (y - middle[1]) / scale]);
  }

  /** Say in words what the picture shows. */
  #write() {
    const said = {
      patch_frames: cut.patch[0], patch_height: cut.patch[1], patch_width: cut.patch[2],
      grid: cut.grid.join(" × "), tokens: counted(cut.tokens), length: counted(3 * product(cut.patch)),
      padding: cut.padding ? `${counted(cut.padding)} pixels of padding fill the last patches.` : "",
    };
    for (const [name, value] of Object.entries(said)) {
      const place = this.querySelector(`[data-cut="${name}"]`);
      if (place && cut.pixels && place.textContent !== String(value)) place.textContent = String(value);
    }
    if (cut.pixels) this.reading.replaceChildren(...describe(this.hovered >= 0 ? this.hovered : cut.token));
  }

  /** @param {number} token */
  hover(token) {
    if (token === this.hovered) return;
    this.hovered = token;
    this.#write();
  }
}

/** @param {(canvas: HTMLCanvasElement) => View} make @returns {View | null} what it made, if this browser could */
function attempted(make) {
  try {
    return make(document.createElement("canvas"));
  } catch {
    return null;
  }
}

/** @param {number} token @returns {(string | Node)[]} */
function describe(token) {
  const place = cut.place(token);
  const [t, y, x] = place;
  const from = place.map((count, axis) => count * cut.patch[axis]);
  const until = from.map((first, axis) => Math.min(first + cut.patch[axis], cut.shape[axis]) - 1);
  const [, h, w] = cut.grid;
  const beside = [
    x + 1 < w ? `right ${token + 1}` : "", y + 1 < h ? `below ${token + w}` : "", t + 1 < cut.grid[0] ? `later ${token + h * w}` : "",
  ].filter(Boolean).join(", ");
  const strong = document.createElement("strong");
  strong.textContent = `Token ${token}`;
  return [
    strong,
    ` at time ${t}, row ${y}, column ${x}: frames ${from[0]}–${until[0]}, rows ${from[1]}–${until[1]}, columns ${from[2]}–${until[2]}. `,
    `Attention compares it with all ${counted(cut.tokens)}; its neighbours are ${beside || "all before it"}.`,
  ];
}

customElements.define("patch-cube", PatchCube);
