import "./law-estimates.js";
import "./scaling-chart.js";
