import { kept } from "./kept.js";

/** Elements that have a use of their own for the single keys. */
const BUSY = "button, a[href], select, textarea, summary, dialog, [contenteditable], [role='slider'], input:not([type='range'])";
const TEXT = "textarea, input[type='text']";

/**
 * Name what a key press asks for, or null.
 * @param {KeyboardEvent} event
 * @returns {"run" | "reset" | "help" | "undo" | "redo" | null}
 */
export function asked(event) {
  const target = /** @type {Element} */ (event.target);
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() !== "z" || event.altKey || target.closest(TEXT)) return null;
    return event.shiftKey ? "redo" : "undo";
  }
  if (event.altKey || event.repeat || target.closest(BUSY) || kept("single-keys") === "off") return null;
  if (event.key === " ") return "run";
  if (event.key === "?") return "help";
  return event.key.toLowerCase() === "r" ? "reset" : null;
}
