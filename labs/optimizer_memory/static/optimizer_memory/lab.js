import "./memory-guess.js";
import "./memory-timeline.js";
import "./pin-settings.js";
import "./training-curves.js";
