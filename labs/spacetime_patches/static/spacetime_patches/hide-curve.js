import { whenChanged, whenSized } from "../js/chart/watch.js";
import { drawLines, numbers } from "./line-chart.js";

const NAMES = { random: "anywhere", tube: "tubes", frame: "frames" };

/** Error against the share kept: the network and the nearest patch, for the scheme that was chosen. */
class HideCurve extends HTMLElement {
  connectedCallback() {
    const host = /** @type {HTMLElement} */ (this.querySelector(".curve-picture"));
    const body = /** @type {HTMLElement} */ (this.querySelector("[id$='-rebuilt']"));
    const draw = () => drawLines(host, lines(body), {
      label: "How well hidden patches are filled, against the share of patches kept", x: "kept", y: "PSNR of hidden patches, dB",
      format: (share) => `${Math.round(100 * share)} %`, ticks: [0.05, 0.25, 0.5, 0.75],
    });
    this.stops = [whenChanged([body], draw), whenSized(host, draw)];
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
  }
}

/** @param {HTMLElement} body */
function lines(body) {
  const chosen = /** @type {HTMLElement | null} */ (body.querySelector("tr.chosen"))?.dataset.scheme ?? "random";
  return Object.entries(NAMES).flatMap(([scheme, name]) => {
    const rows = numbers(body.querySelectorAll(`tr[data-scheme="${scheme}"]`));
    const own = (/** @type {number} */ column) => rows.map((row) => /** @type {[number, number]} */ ([row[0], row[column]]));
    const network = { name: `network, ${name}`, className: `is-network scheme-${scheme}`, points: own(1) };
    const nearest = { name: `nearest patch, ${name}`, className: "is-nearest", points: own(2) };
    return scheme === chosen ? [network, nearest] : [network];
  });
}

customElements.define("hide-curve", HideCurve);
