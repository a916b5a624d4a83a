/** @typedef {[number, number, number]} Parts red, green and blue, 0 to 1 */

/** @type {ReturnType<typeof read> | null} */
let known = null;
const theme = new EventTarget();
const forget = () => {
  known = null;
  theme.dispatchEvent(new Event("change"));
};
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", forget);
new MutationObserver(forget).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });

/** Call back when the inks are others. @param {() => void} callback @returns {() => void} stops */
export function whenInked(callback) {
  theme.addEventListener("change", callback);
  return () => theme.removeEventListener("change", callback);
}

/** The page's colours as a picture needs them; read once a theme, for to read them lays the page out. */
export function inks() {
  known ??= read();
  return known;
}

function read() {
  const style = getComputedStyle(document.documentElement);
  const value = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const css = { paper: value("--paper"), line: value("--ink"), accent: value("--held-out"), sunken: value("--hairline") };
  return { css, paper: parts(css.paper), line: parts(css.line), accent: parts(css.accent) };
}

/** @param {string} colour @returns {Parts} */
function parts(colour) {
  const context = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  return [r / 255, g / 255, b / 255];
}
