import "./lab-shell.js";
import "./run-status.js";
import "./theme-toggle.js";
