import "./lab-shell.js";
import "./theme-toggle.js";
