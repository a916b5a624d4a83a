import { oncePerFrame } from "./watch.js";

/**
 * Call back with an element's inner width, now and whenever it changes.
 * @param {HTMLElement} element
 * @param {(width: number) => void} callback
 * @returns {() => void} stops
 */
export function whenSized(element, callback) {
  let known = 0;
  const observer = new ResizeObserver(oncePerFrame(() => {
    const width = element.clientWidth;
    if (width === known || width === 0) return;
    known = width;
    callback(width);
  }));
  observer.observe(element);
  return () => observer.disconnect();
}
