const NAMES = ["model", "batch", "sequence", "precision", "era", "checkpointing", "per_layer"];

/** A button that makes the settings of now the second of the two that stand side by side. */
class PinSettings extends HTMLElement {
  connectedCallback() {
    const form = document.querySelector("form.controls");
    if (!(form instanceof HTMLFormElement)) return;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button quiet", textContent: "Hold these settings as the second" });
    button.addEventListener("click", () => pin(form));
    this.replaceChildren(button);
  }
}

/** @param {HTMLFormElement} form */
function pin(form) {
  const given = new FormData(form);
  const said = (/** @type {string} */ name) => String(given.getAll(name).at(-1) ?? "");
  // The second setting knows the models by name; a shape of one's own it has from the first.
  const told = NAMES.filter((name) => name !== "model" || said(name) !== "own");
  write(form, "otherwise", told.map((name) => `${name}=${said(name)}`).join(" "));
  write(form, "against", said("optimizer"));
}

/** @param {HTMLFormElement} form @param {string} name @param {string} value */
function write(form, name, value) {
  const input = form.elements.namedItem(name);
  if (!(input instanceof HTMLInputElement || input instanceof HTMLSelectElement)) return;
  input.value = value;
  for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));
}

customElements.define("pin-settings", PinSettings);
