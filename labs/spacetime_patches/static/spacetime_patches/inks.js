/**
 * The page's colours as a picture needs them.
 * @param {Element} element
 */
export function inksOf(element) {
  const style = getComputedStyle(element);
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const css = { paper: read("--paper"), line: read("--ink"), accent: read("--held-out"), sunken: read("--hairline") };
  return { css, paper: parts(css.paper), line: parts(css.line), accent: parts(css.accent) };
}

/** @param {string} colour @returns {[number, number, number]} */
function parts(colour) {
  const context = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  return [r / 255, g / 255, b / 255];
}
