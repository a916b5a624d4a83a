import "./board-editor.js";
import "./dream-game.js";
import "./drift-curve.js";
import "./taking.js";
