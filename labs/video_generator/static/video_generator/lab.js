import "./clip-stage.js";
import "./learning-marks.js";
import "./patch-looks.js";
import "./prompt-builder.js";
