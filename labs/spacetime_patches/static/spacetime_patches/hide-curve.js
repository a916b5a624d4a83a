import { numbers, TableChart } from "../js/chart/line-chart.js";

const NAMES = { random: "anywhere", tube: "tubes", frame: "frames" };

/** Error against the share kept: the network and the nearest patch, for the scheme that was chosen. */
class HideCurve extends TableChart {
  lines() {
    const body = this.rows("[id$='-rebuilt']");
    const chosen = body.find((row) => row.matches(".chosen"))?.dataset.scheme ?? "random";
    return Object.entries(NAMES).flatMap(([scheme, name]) => {
      const rows = numbers(body.filter((row) => row.dataset.scheme === scheme));
      const own = (/** @type {number} */ column) => rows.map((row) => /** @type {[number, number]} */ ([row[1], row[column]]));
      const network = { name: `network, ${name}`, className: `is-network scheme-${scheme}`, points: own(2) };
      const nearest = { name: `nearest patch, ${name}`, className: "is-nearest", points: own(3) };
      return scheme === chosen ? [network, nearest] : [network];
    });
  }

  look() {
    return {
      label: "How well hidden patches are filled, against the share of patches kept",
      x: { name: "kept", ticks: [0.05, 0.25, 0.5, 0.75], format: (/** @type {number} */ share) => `${Math.round(100 * share)} %` },
      y: { name: "PSNR of hidden patches, dB" },
      tell: (/** @type {number} */ value) => `${value.toFixed(2)} dB`,
    };
  }
}

customElements.define("hide-curve", HideCurve);
