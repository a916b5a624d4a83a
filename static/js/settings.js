/**
 * The settings of a form: every `.control[data-name]`, its default in `data-default`.
 * A state is the query string that the address shows: what differs from the defaults.
 */

/**
 * @param {ParentNode} form
 * @returns {HTMLElement[]}
 */
export const controls = (form) =>
  /** @type {HTMLElement[]} */ ([...form.querySelectorAll(".control[data-name]")]);

/**
 * @param {HTMLElement} control
 * @returns {HTMLInputElement[]} what carries the setting; a file input never does
 */
function carriers(control) {
  const named = [...control.querySelectorAll(`[name="${control.dataset.name}"]:not([type="file"])`)];
  const inputs = /** @type {HTMLInputElement[]} */ (named);
  const boxes = inputs.filter((input) => input.type === "checkbox");
  return boxes.length ? boxes : inputs;
}

/**
 * @param {HTMLElement} control
 * @returns {string}
 */
export function read(control) {
  const inputs = carriers(control);
  if (inputs[0]?.type === "checkbox") {
    const ticked = inputs.filter((input) => input.checked).map((input) => input.value);
    return ticked.join() || (control.matches(".control-switch") ? "false" : "");
  }
  if (inputs[0]?.type === "radio") return inputs.find((input) => input.checked)?.value ?? "";
  return inputs[0]?.value ?? "";
}

/**
 * @param {HTMLElement} control
 * @param {string} value
 */
export function write(control, value) {
  for (const input of carriers(control)) {
    if (input.type === "checkbox") input.checked = value.split(",").includes(input.value);
    else if (input.type === "radio") input.checked = input.value === value;
    else input.value = value;
  }
  dress(control);
}

/**
 * Bring a control's looks up to its value: the slider's place, the mark of a change, the file's name.
 * @param {HTMLElement} control
 */
export function dress(control) {
  const value = read(control);
  control.toggleAttribute("data-changed", !same(value, control.dataset.default ?? ""));
  const range = /** @type {HTMLInputElement | null} */ (control.querySelector('[type="range"]'));
  if (range) place(range, value);
  const file = /** @type {HTMLElement | null} */ (control.querySelector(".kept-file"));
  if (file) nameFile(file, value);
}

/**
 * @param {HTMLInputElement} range
 * @param {string} value
 */
function place(range, value) {
  range.hidden = false;
  range.value = value;
  const low = Number(range.min);
  const share = (Number(range.value) - low) / (Number(range.max) - low || 1);
  range.style.setProperty("--at", `${100 * share}%`);
}

/**
 * @param {HTMLElement} file
 * @param {string} sha256
 */
function nameFile(file, sha256) {
  file.hidden = !sha256;
  const code = /** @type {HTMLElement} */ (file.querySelector("code"));
  code.textContent = `${sha256.slice(0, 12)}…`;
  code.title = `SHA-256 ${sha256}`;
}

/**
 * @param {string} one
 * @param {string} other
 */
export function same(one, other) {
  if (one === other) return true;
  return one !== "" && other !== "" && Number(one) === Number(other);
}

/**
 * Whether a setting matters beside the others: a lab's own styles hide those that do not.
 * @param {HTMLElement} control
 */
const applies = (control) => getComputedStyle(control).display !== "none";

/**
 * @param {HTMLFormElement} form
 * @returns {string} the form's state as a query string without its question mark
 */
export function state(form) {
  const query = new URLSearchParams();
  for (const control of controls(form).filter(applies)) {
    const value = read(control);
    if (!same(value, control.dataset.default ?? "")) query.set(control.dataset.name ?? "", value);
  }
  const version = /** @type {HTMLInputElement | null} */ (form.querySelector('input[name="v"]'));
  if (version && query.size) query.set("v", version.value);
  return query.toString();
}

/**
 * @param {HTMLFormElement} form
 * @param {string} wanted a query string; what it leaves out gets its default
 */
export function apply(form, wanted) {
  const query = new URLSearchParams(wanted);
  for (const control of controls(form)) {
    write(control, query.get(control.dataset.name ?? "") ?? control.dataset.default ?? "");
  }
}
