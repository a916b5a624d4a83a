import "./board-editor.js";
import "./dream-game.js";
import "./drift-curve.js";
import "./rehearsal.js";
import "./return-race.js";
import "./taking.js";
