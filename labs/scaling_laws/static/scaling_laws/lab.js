import "./law-estimates.js";
import "./scaling-chart.js";
import { whenNear } from "../js/chart/watch.js";

/** Scripts of what lies further down come when it comes near. */
for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-module]"))) {
  whenNear([element], () => import(element.dataset.module ?? ""));
}

/** What greys choices can wait until the picture stands. */
import("./offered-forms.js");
