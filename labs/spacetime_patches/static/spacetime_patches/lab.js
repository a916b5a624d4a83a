import "./lazily.js";
import "./own-clip.js";
import "./patch-bill.js";
import "./patch-cube.js";
import "./patch-strip.js";
