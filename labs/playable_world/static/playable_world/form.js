import { read, write } from "../js/settings.js";

/** A setting's control; a page without a form has none. @param {string} name */
export const control = (name) => /** @type {HTMLElement | null} */ (document.querySelector(`form.controls .control[data-name="${name}"]`));

/** @param {string} name @param {string} [otherwise] where there is no form */
export function setting(name, otherwise = "") {
  const its = control(name);
  return its ? read(its) : otherwise;
}

/** Write a setting, as if its visitor had. @param {string} name @param {string} value */
export function set(name, value) {
  const its = control(name);
  if (!its) return;
  write(its, value);
  its.querySelector("[name]")?.dispatchEvent(new Event("change", { bubbles: true }));
}
