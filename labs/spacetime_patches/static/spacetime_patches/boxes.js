/**
 * Draws the cut clip without a graphics processor: 4,096 boxes in a few milliseconds.
 *
 * Without perspective all boxes look alike. So the three sides that one sees are worked out once,
 * pixel by pixel, and stamped wherever a box stands, the nearest first. A bit for every pixel says
 * whether it is taken, so that 32 hidden ones are passed over at once.
 */

/** @typedef {import("./cut.js").Triple} Triple */
/** @typedef {import("./camera.js").Vector} Vector */
/** @typedef {import("./colours.js").Frames} Frames */
/** @typedef {import("./inks.js").Parts} Parts */
/** @typedef {import("./patch-cube.js").Frame} Frame */
/** @typedef {[number, number]} Point */
/**
 * @typedef {object} Look what is to be seen
 * @property {Triple} shape @property {Triple} patch @property {Triple} grid
 * @property {number} token @property {number} span what is selected
 * @property {Vector[]} axes what a step along time, height and width is in the picture
 * @property {Triple} units the length of a frame, a row and a column
 * @property {number} explode the room between boxes, of their size
 * @property {number} slice the first slab of patches that is shown
 * @property {Frame} whole @property {Frame} loose
 * @property {number} ratio pixels drawn to a pixel
 * @property {{paper: Parts, line: Parts, accent: Parts}} inks
 */
/**
 * @typedef {object} Side the pixels of a box's side, row by row
 * @property {number} fixed the axis that it does not run along
 * @property {number} top its first row @property {Int16Array} left where its rows begin, from the box's first corner
 * @property {Int32Array} starts the first pixel of each row, and of the one after the last
 * @property {Uint8Array} row @property {Uint8Array} column which of the patch's pixels they show
 * @property {Uint16Array} kept how much of its colour each keeps, of 256; the rim's makes up the rest
 */

/** How bright a side is that shows a moment, a row, a column. */
const LIGHT = [1, 1.05, 0.84];
/** Along which axes these run, across and down. */
const RUNS = /** @type {const} */ ([[2, 1], [2, 0], [0, 1]]);
const RIM = { share: 0.55, width: 1 };
const MARKED = { share: 1, width: 2.5 };
/** A smaller side, in pixels, is not seen. */
const LEAST = 0.5;
/** Stripes of padding: how far from one to the next, how wide, and how much of the paper is kept in and between. */
const STRIPES = { every: 8, wide: 2, dark: 128, light: 225 };
/** Bits that are looked at as one number. */
const WORD = 32;
/** Of a colour that is kept as it is. */
const WHOLE = 256;
const OPAQUE = 0xff000000;
const RED_BLUE = 0xff00ff;
const GREEN = 0x00ff00;

/** A clip, as bright as each side shows it. */
export class Lit {
  /** @param {Frames} frames */
  constructor({ data, frames, height, width }) {
    this.sizes = [frames, height, width];
    this.strides = [height * width, width, 1];
    this.sides = LIGHT.map((light) => lit(data, light));
  }

  /** Where each frame, row and column of the padded cut is kept: −1 beyond the clip's end. @param {Look} look */
  places({ shape, patch, grid }) {
    return shape.map((size, axis) => Int32Array.from({ length: grid[axis] * patch[axis] }, (_, at) =>
      at < size ? Math.floor(((at + 0.5) * this.sizes[axis]) / size) * this.strides[axis] : -1));
  }
}

/** @param {Uint8ClampedArray} data @param {number} light */
function lit(data, light) {
  const bytes = new Uint8ClampedArray(data.length);
  for (let at = 0; at < data.length; at++) bytes[at] = data[at] * light;
  return new Uint32Array(bytes.buffer).map((pixel) => OPAQUE | pixel);
}

/** A picture of boxes, in bytes of red, green, blue and how opaque: nothing, where no box is. */
export class Picture {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.bytes = new Uint8ClampedArray(4 * width * height);
    this.pixels = new Uint32Array(this.bytes.buffer);
    this.words = Math.ceil(width / WORD);
    /** A bit for each pixel, a row after the other. */
    this.taken = new Int32Array(this.words * height);
  }

  /** @param {Lit} clip @param {Look} look */
  drawn(clip, look) {
    const places = clip.places(look);
    const { whole, loose, grid, patch, units, explode } = look;
    const box = /** @type {Triple} */ (patch.map((length, axis) => length * units[axis]));
    new Stamp(this, look, loose.scale, RIM).put(clip, places, placeOf(look, look.token), start(look, loose, box));
    const size = /** @type {Triple} */ (box.map((length, axis) => (grid[axis] + (grid[axis] - 1) * explode) * length));
    const [left, top] = start(look, whole, size);
    const [later, below, right] = box.map((length, axis) => along(look, whole.scale, axis, length * (1 + explode)));
    const at = (/** @type {Triple} */ [t, y, x]) => /** @type {Point} */ ([
      left + t * later[0] + y * below[0] + x * right[0],
      top + t * later[1] + y * below[1] + x * right[1],
    ]);
    // What is selected shows through whatever stands before it.
    const marked = new Stamp(this, look, whole.scale, MARKED);
    for (const place of selected(look)) marked.put(clip, places, place, at(place));
    const stamp = new Stamp(this, look, whole.scale, RIM);
    for (const place of nearestFirst(look)) stamp.put(clip, places, place, at(place));
    return this;
  }
}

/** @param {Look} look @param {number} token @returns {Triple} */
function placeOf({ grid: [, h, w] }, token) {
  return [Math.floor(token / (h * w)), Math.floor(token / w) % h, token % w];
}

/** @param {Look} look @returns {Triple[]} */
function selected(look) {
  return Array.from({ length: look.span }, (_, each) => placeOf(look, look.token + each)).filter(([t]) => t >= look.slice);
}

/** Whether one sees the far side of a box along an axis. @param {Look} look @param {number} axis */
function seesFar({ axes }, axis) {
  return axes[axis][2] < 0;
}

/** Whatever hides a box comes before it. @param {Look} look @returns {Generator<Triple>} */
function* nearestFirst(look) {
  const [slabs, rows, columns] = look.grid.map((count, axis) => {
    const first = axis === 0 ? look.slice : 0;
    const shown = Array.from({ length: count - first }, (_, place) => first + place);
    return seesFar(look, axis) ? shown.reverse() : shown;
  });
  for (const t of slabs) for (const y of rows) for (const x of columns) yield [t, y, x];
}

/** @param {Look} look @param {number} scale @param {number} axis @param {number} length @returns {Point} in pixels */
function along({ axes, ratio }, scale, axis, length) {
  return [axes[axis][0] * length * scale * ratio, axes[axis][1] * length * scale * ratio];
}

/** Where a block begins that stands in the middle of a frame. @param {Look} look @param {Frame} frame @param {Triple} size */
function start(look, { middle, scale }, size) {
  const halves = size.map((length, axis) => along(look, scale, axis, length / 2));
  return /** @type {Point} */ ([0, 1].map((way) => middle[way] * look.ratio - halves.reduce((sum, half) => sum + half[way], 0)));
}

/** The sides of a box that one sees, ready to be put anywhere. */
class Stamp {
  /** @param {Picture} picture @param {Look} look @param {number} scale @param {typeof RIM} rim */
  constructor(picture, look, scale, rim) {
    this.picture = picture;
    this.look = look;
    const { paper, line, accent } = look.inks;
    this.added = added(rim === MARKED ? accent : line);
    this.stripes = LIGHT.map((light) => [STRIPES.dark, STRIPES.light].map((kept) => {
      const striped = paper.map((part, each) => Math.min(1, light * (part + (line[each] - part) * (1 - kept / WHOLE))));
      return packed(/** @type {Parts} */ (striped));
    }));
    const edges = look.patch.map((length, axis) => along(look, scale, axis, length * look.units[axis]));
    this.sides = [0, 1, 2].flatMap((fixed) => sideOf(look, edges, fixed, rim) ?? []);
  }

  /** @param {Lit} clip @param {Int32Array[]} places @param {Triple} place of the patch in the grid @param {Point} point where it begins */
  put(clip, places, [t, y, x], [left, top]) {
    const [patchFrames, patchHeight, patchWidth] = this.look.patch;
    const first = /** @type {Triple} */ ([t * patchFrames, y * patchHeight, x * patchWidth]);
    for (const side of this.sides) this.#stamp(side, clip.sides[side.fixed], places, first, Math.round(left), Math.round(top));
  }

  /** @param {Side} side @param {Uint32Array} colours @param {Int32Array[]} places @param {Triple} corner of the patch in the clip @param {number} left @param {number} top */
  #stamp({ fixed, top: highest, left: lefts, starts, row, column, kept }, colours, places, corner, left, top) {
    const { added, look, picture: { width, height, words, taken, pixels } } = this;
    const [across, down] = RUNS[fixed];
    const [rows, columns] = [places[down], places[across]];
    const [r, c] = [corner[down], corner[across]];
    const layer = places[fixed][corner[fixed] + (seesFar(look, fixed) ? look.patch[fixed] - 1 : 0)];
    const striped = this.stripes[fixed];
    const [every, wide] = [STRIPES.every * look.ratio, STRIPES.wide * look.ratio];
    const below = Math.min(lefts.length, height - top - highest);
    for (let line = Math.max(0, -top - highest); line < below; line++) {
      const y = top + highest + line;
      const from = left + lefts[line];
      const begin = Math.max(from, 0);
      const end = Math.min(from + starts[line + 1] - starts[line], width);
      const first = starts[line] - from;
      for (let start = begin & -WORD; start < end; start += WORD) {
        const word = y * words + (start >> 5);
        let free = ~taken[word];
        if (start < begin) free &= -1 << (begin - start);
        if (start + WORD > end) free &= -1 >>> (start + WORD - end);
        taken[word] |= free;
        while (free) {
          const x = start + WORD - 1 - Math.clz32(free & -free);
          free &= free - 1;
          const pixel = first + x;
          const lower = rows[r + row[pixel]];
          const further = columns[c + column[pixel]];
          const seen = (layer | lower | further) < 0 ? striped[(x + height - y) % every < wide ? 0 : 1] : colours[layer + lower + further];
          pixels[y * width + x] = kept[pixel] === WHOLE ? seen : mixed(seen, added, kept[pixel]);
        }
      }
    }
  }
}

/** @param {Parts} parts */
function packed([red, green, blue]) {
  return OPAQUE | (Math.round(255 * blue) << 16) | (Math.round(255 * green) << 8) | Math.round(255 * red);
}

/** What a colour adds to another of which so much is kept, of 256. @param {Parts} parts */
function added(parts) {
  const colour = packed(parts);
  const [redBlue, green] = [RED_BLUE, GREEN].map((mask) => Int32Array.from({ length: WHOLE + 1 }, (_, kept) => Math.imul(colour & mask, WHOLE - kept)));
  return { redBlue, green };
}

/** @param {number} colour @param {ReturnType<typeof added>} other @param {number} kept */
function mixed(colour, { redBlue, green }, kept) {
  const rb = (Math.imul(colour & RED_BLUE, kept) + redBlue[kept]) >>> 8;
  const g = (Math.imul(colour & GREEN, kept) + green[kept]) >>> 8;
  return OPAQUE | (rb & RED_BLUE) | (g & GREEN);
}

/**
 * @param {Look} look @param {Point[]} edges of a box, in pixels @param {number} fixed @param {typeof RIM} rim
 * @returns {Side | null} nothing, where one looks along it
 */
function sideOf(look, edges, fixed, rim) {
  const [across, down] = RUNS[fixed];
  const [[ax, ay], [dx, dy]] = [edges[across], edges[down]];
  const area = ax * dy - ay * dx;
  if (Math.abs(area) < LEAST) return null;
  const [ox, oy] = seesFar(look, fixed) ? edges[fixed] : [0, 0];
  const [wide, high] = [Math.abs(area) / Math.hypot(dx, dy), Math.abs(area) / Math.hypot(ax, ay)];
  const top = Math.ceil(oy + Math.min(0, ay) + Math.min(0, dy) - 0.5);
  const lines = Math.max(0, Math.ceil(oy + Math.max(0, ay) + Math.max(0, dy) - 0.5) - top);
  const most = Math.ceil(Math.abs(ax) + Math.abs(dx) + 1) * lines;
  const side = {
    fixed, top, left: new Int16Array(lines), starts: new Int32Array(lines + 1),
    row: new Uint8Array(most), column: new Uint8Array(most), kept: new Uint16Array(most),
  };
  let pixel = 0;
  for (let line = 0; line < lines; line++) {
    const py = top + line + 0.5 - oy;
    const [from, until] = spanOf([(-py * dx) / area, dy / area], [(py * ax) / area, -ay / area]);
    side.left[line] = Math.ceil(ox + from - 0.5);
    for (let px = side.left[line] + 0.5 - ox; px < until; px++, pixel++) {
      const u = share((px * dy - py * dx) / area);
      const v = share((py * ax - px * ay) / area);
      const near = Math.min(Math.min(u, 1 - u) * wide, Math.min(v, 1 - v) * high);
      const rimmed = rim.share * Math.min(Math.max(rim.width * look.ratio - near + 0.5, 0), 1);
      side.row[pixel] = v * look.patch[down];
      side.column[pixel] = u * look.patch[across];
      side.kept[pixel] = Math.round(WHOLE * (1 - rimmed));
    }
    side.starts[line + 1] = pixel;
  }
  return side;
}

/** Keep a share from 0 to just below 1, where rounding went beyond. @param {number} value */
function share(value) {
  return Math.min(Math.max(value, 0), 1 - 1e-6);
}

/**
 * Where along a row two shares are both between 0 and 1.
 * @param {Point[]} shares their value at 0, and by how much they change with each pixel
 */
function spanOf(...shares) {
  let [from, until] = [-Infinity, Infinity];
  for (const [value, slope] of shares) {
    if (Math.abs(slope) < 1e-9) {
      if (value < 0 || value >= 1) return [0, 0];
      continue;
    }
    const [one, other] = [-value / slope, (1 - value) / slope];
    from = Math.max(from, Math.min(one, other));
    until = Math.min(until, Math.max(one, other));
  }
  return [from, until];
}
