/**
 * Frames that lie side by side in one picture.
 * @typedef {{picture: HTMLImageElement, frames: number, height: number, width: number}} Film
 */

/**
 * Draw one frame without smoothing; the canvas is as large as the frame, and CSS makes it larger.
 * @param {HTMLCanvasElement} canvas @param {Film} film @param {number} frame
 */
export function show(canvas, { picture, frames, height, width }, frame) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  if (!picture.complete || !picture.naturalWidth) return;
  const at = Math.min(frame, frames - 1) * width;
  canvas.getContext("2d", { willReadFrequently: true })?.drawImage(picture, at, 0, width, height, 0, 0, width, height);
}

/** @param {string} name @param {() => void} press */
export function button(name, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button quiet";
  made.textContent = name;
  made.addEventListener("click", press);
  return made;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name @param {Partial<HTMLElementTagNameMap[K]>} facts @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(name, facts = {}, ...children) {
  const made = Object.assign(document.createElement(name), facts);
  made.append(...children);
  return made;
}
