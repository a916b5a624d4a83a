import "./law-estimates.js";
import { ScalingChart } from "./scaling-chart.js";

customElements.define("scaling-chart", ScalingChart);
