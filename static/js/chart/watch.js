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
