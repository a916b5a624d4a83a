import { line } from "../js/chart/path.js";
import { svg } from "../js/chart/svg.js";
import { whenSized } from "../js/chart/watch.js";
import { paint } from "./frame.js";
import { hasOptimum } from "./law.js";
import { drawProfiles, lawAt, planeOf as profilesPlane } from "./profiles-pane.js";
import { RunCursor } from "./run-cursor.js";
import { drawSplit, HEIGHT } from "./split-pane.js";
import { drawSurface, planeOf as surfacePlane } from "./surface-pane.js";

/** @typedef {import("./scaling-chart.js").Picture} Picture */
/** @typedef {import("./scaling-chart.js").Pane} Pane */

/**
 * The drawings beside the large one.
 * @param {Picture} picture
 * @param {Element | null} split where the best split of compute is drawn
 * @returns {Pane[]}
 */
export function panesOf(picture, split) {
  return [surfaceOf(picture), profilesOf(picture), ...(split ? [splitOf(picture, split)] : [])];
}

/** @param {Picture} picture @returns {Pane} */
function surfaceOf(picture) {
  const { host, canvas, key } = picture.frames.surface;
  whenSized(host, picture.redraw);
  let plane = surfacePlane(host.clientWidth, picture.readings, picture.spending);
  explain(key, [["course is-all", "best split"], ["isoflop", "one budget"], ["contour", "one loss"]]);
  const cursor = new RunCursor(picture, {
    host, canvas, label: "Runs, over tokens and parameters",
    places: (run) => [[plane.x.at(run.tokens), plane.y.at(run.parameters)]],
    trace: () => [],
  });
  const draw = () => {
    const { readings, spending, scene } = picture;
    if (!picture.still) plane = surfacePlane(host.clientWidth, readings, spending);
    paint(canvas, plane.width, plane.height, drawSurface(plane, readings, spending, (run) => picture.stateOf(run), scene.sizes));
  };
  return { cursor, draw };
}

/** @param {Picture} picture @returns {Pane} */
function profilesOf(picture) {
  const { host, canvas, key } = picture.frames.profiles;
  let plane = profilesPlane(host.clientWidth, picture.readings, picture.spending);
  explain(key, [["parabola", "parabola"], ["law-at-budget", "law"], ["valley is-loss", "your budget"]]);
  const cursor = new RunCursor(picture, {
    host, canvas, label: "Runs, by size",
    places: (run) => [[plane.x.at(run.parameters), plane.y.at(run.loss)]],
    trace: (run) => {
      const { law } = picture.readings;
      return law ? [svg("path", { d: lawAt(plane, law, run.compute) })] : [];
    },
  });
  const draw = () => {
    const { readings, spending, scene } = picture;
    if (!picture.still) plane = profilesPlane(host.clientWidth, readings, spending);
    paint(canvas, plane.width, plane.height, drawProfiles(plane, readings, spending, (run) => picture.stateOf(run), scene.sizes));
  };
  return { cursor, draw };
}

/** @param {Picture} picture @param {Element} figure @returns {Pane} */
function splitOf(picture, figure) {
  const canvas = svg("svg", { role: "img", "aria-label": "How the best size and the best amount of data grow with compute" });
  figure.append(canvas);
  whenSized(/** @type {HTMLElement} */ (figure), picture.redraw);
  const draw = () => {
    const { readings, scene, spending } = picture;
    const { law } = readings;
    if (!law || !hasOptimum(law)) {
      canvas.replaceChildren();
      return;
    }
    paint(canvas, figure.clientWidth, HEIGHT, drawSplit(figure.clientWidth, law, readings, scene.x.domain, spending));
  };
  return { cursor: null, draw };
}

/** Say what the lines of a pane are. @param {HTMLElement} key @param {[string, string][]} entries */
function explain(key, entries) {
  key.replaceChildren(...entries.map(([stroke, words]) => {
    const entry = document.createElement("span");
    entry.append(svg("svg", { width: 22, height: 8, "aria-hidden": "true" }, svg("path", { class: stroke, d: line([[1, 4], [21, 4]]) })), words);
    return entry;
  }));
}
