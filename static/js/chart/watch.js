/**
 * Call back once a frame, however often it is asked to.
 * @param {() => void} callback
 * @returns {() => void}
 */
export function oncePerFrame(callback) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      callback();
    });
  };
}

/**
 * Call back, once a frame, when anything inside these nodes changes.
 * @param {Iterable<Node>} nodes
 * @param {() => void} callback
 * @returns {() => void} stops watching
 */
export function whenChanged(nodes, callback) {
  const observer = new MutationObserver(oncePerFrame(callback));
  for (const node of nodes) observer.observe(node, { childList: true, subtree: true, characterData: true });
  return () => observer.disconnect();
}

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

const NEAR = "40px";

/**
 * Call back once, when one of these elements comes near the window.
 * @param {Element[]} elements
 * @param {() => void} callback
 * @returns {() => void} stops waiting
 */
export function whenNear(elements, callback) {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    callback();
  }, { rootMargin: NEAR });
  for (const element of elements) observer.observe(element);
  return () => observer.disconnect();
}
