import { sized } from "./clip.js";
import { IN_THE_PAGE } from "./grain.js";

/**
 * The cut clip in WebGL2. A corner's patch and place follow from its number, and the faces read the
 * clip itself as a texture of three axes: nothing is uploaded, and a new cut changes six numbers.
 * All boxes are one call. Only the three sides that one sees are drawn, the nearest first, so that
 * what they hide is not coloured.
 */

/** Of the six triangles of the three sides of a box. */
const CORNERS = 18;
/** What is drawn of the scene, one after the other. */
const PARTS = { whole: 0, chosen: 1, loose: 2 };
const NAMED = `const int CORNERS = ${CORNERS}; const int WHOLE = ${PARTS.whole}; const int LOOSE = ${PARTS.loose};`;

const VERTEX = `#version 300 es
precision highp float; precision highp int; ${NAMED}
uniform ivec3 grid; uniform vec3 patchSize; uniform vec3 shape; uniform vec3 units; uniform float gap;
uniform mat3 axes; uniform vec3 half_; uniform vec2 middle; uniform vec2 view; uniform float scale;
uniform int first; uniform int slice; uniform ivec2 chosen; uniform int part; uniform ivec3 faces;
out vec3 texel; out vec2 inside; flat out vec2 sides; flat out float light; flat out int marked;
const vec2 QUAD[6] = vec2[](vec2(0,0), vec2(1,0), vec2(0,1), vec2(0,1), vec2(1,0), vec2(1,1));
void main() {
  int token = first + gl_VertexID / CORNERS;
  ivec3 place = ivec3(token / (grid.y * grid.z), (token / grid.z) % grid.y, token % grid.z);
  if (part == WHOLE) {
    place += faces * (grid - 1 - 2 * place);
    token = (place.x * grid.y + place.y) * grid.z + place.z;
  }
  int side = gl_VertexID % CORNERS / 6;
  vec2 face = QUAD[gl_VertexID % 6];
  vec3 seen = vec3(faces);
  vec3 corner = side == 0 ? vec3(seen.x, face.y, face.x) : side == 1 ? vec3(face.y, seen.y, face.x) : vec3(face.x, face.y, seen.z);
  texel = vec3(place) * patchSize + mix(vec3(0.01), patchSize - 0.01, corner);
  vec3 start = part == LOOSE ? vec3(0) : vec3(place) * patchSize * (1.0 + gap);
  vec3 at = axes * ((start + corner * patchSize) * units - half_);
  mat3 edges = mat3(axes[0] * patchSize.x * units.x, axes[1] * patchSize.y * units.y, axes[2] * patchSize.z * units.z);
  // A face's coordinates in pixels across it: how far a point is from its edges then needs no derivatives.
  vec2 across = (side == 2 ? edges[0] : edges[2]).xy * scale;
  vec2 down = (side == 1 ? edges[0] : edges[1]).xy * scale;
  float area = abs(across.x * down.y - across.y * down.x);
  sides = area / max(vec2(length(down), length(across)), 1e-3);
  inside = face * sides;
  light = side == 0 ? 1.0 : side == 1 ? 1.05 : 0.84;
  marked = part != LOOSE && token >= chosen.x && token < chosen.x + chosen.y ? 1 : 0;
  vec2 screen = (middle + at.xy * scale) / view * 2.0 - 1.0;
  gl_Position = place.x < slice && part != LOOSE ? vec4(2, 2, 2, 1) : vec4(screen.x, -screen.y, at.z * 0.1, 1);
}`;

const FRAGMENT = `#version 300 es
precision highp float; precision highp int; precision highp sampler3D;
uniform sampler3D clip; uniform vec3 shape; uniform vec3 paper; uniform vec3 line; uniform vec3 accent; uniform float edge; uniform float ratio;
in vec3 texel; in vec2 inside; flat in vec2 sides; flat in float light; flat in int marked;
out vec4 colour;
void main() {
  vec3 seen = texelFetch(clip, ivec3(min(texel, shape - 0.5) / shape * vec3(textureSize(clip, 0).zyx)).zyx, 0).rgb;
  if (any(greaterThan(texel, shape))) seen = mix(paper, line, mod(gl_FragCoord.x + gl_FragCoord.y, 8.0) < 2.0 ? 0.5 : 0.12);
  vec2 near = min(inside, sides - inside);
  float width = marked == 1 ? edge * 2.5 : edge;
  float rim = 1.0 - smoothstep(width - 0.5, width + 0.5, min(near.x, near.y) * ratio);
  colour = vec4(mix(seen * light, marked == 1 ? accent : line, rim * (marked == 1 ? 1.0 : 0.55)), 1);
}`;

/** Chromium's, Mesa's and Windows' own, which draw without a graphics processor. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|basic render/i;

const UNIFORMS = [
  "grid", "patchSize", "shape", "units", "gap", "axes", "half_", "middle", "view", "scale", "first", "slice",
  "chosen", "part", "faces", "clip", "paper", "line", "accent", "edge", "ratio",
];

/** Draws with the graphics processor. */
export class Solid {
  /** More boxes than this are too many for an ordinary laptop. */
  most = 65_536;
  pace = IN_THE_PAGE;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    const gl = canvas.getContext("webgl2", { antialias: true, preserveDrawingBuffer: false, failIfMajorPerformanceCaveat: true });
    if (!gl || SOFTWARE.test(rendererOf(gl))) throw new Error("no graphics processor that draws WebGL2");
    this.gl = gl;
    this.program = linked(gl);
    gl.useProgram(this.program);
    this.at = Object.fromEntries(UNIFORMS.map((name) => [name, gl.getUniformLocation(this.program, name)]));
    gl.bindVertexArray(gl.createVertexArray());
    gl.enable(gl.DEPTH_TEST);
    gl.bindTexture(gl.TEXTURE_3D, gl.createTexture());
    for (const [name, value] of [
      [gl.TEXTURE_MIN_FILTER, gl.NEAREST], [gl.TEXTURE_MAG_FILTER, gl.NEAREST],
      [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE], [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE], [gl.TEXTURE_WRAP_R, gl.CLAMP_TO_EDGE],
    ]) gl.texParameteri(gl.TEXTURE_3D, name, value);
  }

  /** @param {import("./clip.js").Pixels} pixels */
  load({ width, height, frames, data }) {
    const { gl } = this;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    gl.texImage3D(gl.TEXTURE_3D, 0, gl.RGBA8, width, height, frames, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  }

  /** @param {import("./patch-cube.js").Scene} scene */
  draw(scene) {
    const { gl, at, canvas } = this;
    const { cut, camera, inks, ratio } = scene;
    sized(canvas, scene);
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(inks.paper[0], inks.paper[1], inks.paper[2], 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    const axes = camera.axes;
    gl.uniform3iv(at.grid, cut.grid);
    gl.uniform3fv(at.patchSize, cut.patch);
    gl.uniform3fv(at.shape, cut.shape);
    gl.uniform3fv(at.units, camera.units(cut.shape));
    gl.uniform1f(at.gap, camera.explode);
    gl.uniformMatrix3fv(at.axes, false, axes.flat());
    gl.uniform2f(at.view, canvas.width / ratio, canvas.height / ratio);
    gl.uniform3fv(at.paper, inks.paper);
    gl.uniform3fv(at.line, inks.line);
    gl.uniform3fv(at.accent, inks.accent);
    gl.uniform1f(at.edge, ratio);
    gl.uniform1f(at.ratio, ratio);
    gl.uniform1i(at.slice, camera.slice);
    gl.uniform2i(at.chosen, cut.token, cut.span);
    gl.uniform3iv(at.faces, axes.map((axis) => (axis[2] < 0 ? 1 : 0)));
    this.#boxes(camera.size(cut), scene.whole, 0, cut.tokens, PARTS.whole);
    // What is selected shows through whatever stands before it.
    gl.clear(gl.DEPTH_BUFFER_BIT);
    this.#boxes(camera.size(cut), scene.whole, cut.token, cut.span, PARTS.chosen);
    const units = camera.units(cut.shape);
    const size = cut.patch.map((length, axis) => length * units[axis]);
    this.#boxes(size, scene.loose, cut.token, 1, PARTS.loose);
  }

  /**
   * @param {number[]} size @param {import("./patch-cube.js").Frame} frame
   * @param {number} first @param {number} count @param {number} part
   */
  #boxes(size, frame, first, count, part) {
    const { gl, at } = this;
    gl.uniform3fv(at.half_, size.map((length) => length / 2));
    gl.uniform2fv(at.middle, frame.middle);
    gl.uniform1f(at.scale, frame.scale);
    gl.uniform1i(at.first, first);
    gl.uniform1i(at.part, part);
    gl.drawArrays(gl.TRIANGLES, 0, CORNERS * count);
  }
}

/** Who draws, by its name: not every browser says that it is slow when asked to. @param {WebGL2RenderingContext} gl */
function rendererOf(gl) {
  const asked = gl.getExtension("WEBGL_debug_renderer_info");
  return String(gl.getParameter(asked ? asked.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/** @param {WebGL2RenderingContext} gl */
function linked(gl) {
  const program = gl.createProgram();
  for (const [kind, source] of /** @type {[number, string][]} */ ([[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]])) {
    const shader = /** @type {WebGLShader} */ (gl.createShader(kind));
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader) ?? "");
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? "");
  return program;
}
