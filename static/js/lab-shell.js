import { announce } from "./announce.js";
import { keep, kept } from "./kept.js";
import { asked } from "./keys.js";
import { apply, controls, dress, read, state, write } from "./settings.js";
import { Trail } from "./trail.js";

const BETWEEN_REPLACES_MS = 300;

/**
 * Makes a lab's plain form live: the address follows the settings, steps can be undone, keys work,
 * examples come without a reload. Everything it adds, the form can also do without it, slower.
 */
class LabShell extends HTMLElement {
  bringing = 0;
  askedMeanwhile = false;

  connectedCallback() {
    this.form = /** @type {HTMLFormElement | null} */ (this.querySelector("form.controls"));
    this.addEventListener("click", this);
    document.addEventListener("keydown", this);
    this.prepareDialog();
    if (!this.form) return;
    this.form.noValidate = true;
    this.trail = new Trail(state(this.form));
    this.replacedAt = 0;
    for (const type of ["input", "change"]) this.addEventListener(type, this, { capture: true });
    this.addEventListener("htmx:config:request", this);
    this.addEventListener("htmx:error", this);
    window.addEventListener("popstate", this);
    this.refresh();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this);
    window.removeEventListener("popstate", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const does = {
      click: this.onClick,
      keydown: this.onKey,
      input: this.onInput,
      change: this.onChange,
      popstate: this.onPopState,
      "htmx:config:request": this.onRequest,
      "htmx:error": this.onTrouble,
    };
    does[/** @type {keyof typeof does} */ (event.type)].call(this, /** @type {any} */ (event));
  }

  /** @param {MouseEvent} event */
  onClick(event) {
    const target = /** @type {Element} */ (event.target);
    const recipe = /** @type {HTMLAnchorElement | null} */ (target.closest(".examples a, a[data-recipe]"));
    if (recipe && this.form && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      this.go(recipe.search);
      return;
    }
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-action]"));
    if (button) this.act(button.dataset.action ?? "", button);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && this.querySelector(".sheet[data-open]")) this.toggleSheet(false);
    const action = asked(event);
    if (!action) return;
    event.preventDefault();
    if (action === "run") this.runOrCancel();
    else this.act(action);
  }

  /**
   * @param {string} action
   * @param {HTMLElement} [button]
   */
  act(action, button) {
    const does = {
      undo: () => this.trail?.canUndo && this.show(this.trail.undo(), "Undone"),
      redo: () => this.trail?.canRedo && this.show(this.trail.redo(), "Done again"),
      reset: () => this.go("", "Back to the defaults"),
      help: () => this.dialog?.showModal(),
      close: () => this.dialog?.close(),
      sheet: () => this.toggleSheet(),
      shuffle: () => button && this.shuffle(button),
    };
    does[/** @type {keyof typeof does} */ (action)]?.();
  }

  runOrCancel() {
    const cancel = /** @type {HTMLElement | null} */ (document.querySelector('[data-action="cancel"]'));
    if (cancel) cancel.click();
    else this.form?.requestSubmit();
  }

  /**
   * While something is dragged, the address follows without making history.
   * @param {Event} event
   */
  onInput(event) {
    const control = this.touched(event);
    if (!control) return;
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (control.matches(".control-upload")) {
      event.stopPropagation();
      if (/** @type {InputEvent} */ (event).inputType === "insertFromPaste") this.bring(input);
      return;
    }
    if (input.type === "range") write(control, input.value);
    else dress(control);
    this.replace();
  }

  /**
   * A settled setting is a step that can be undone.
   * @param {Event} event
   */
  onChange(event) {
    const control = this.touched(event);
    if (!control) return;
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (control.matches(".control-upload")) {
      event.stopPropagation();
      this.bring(input);
      return;
    }
    if (input.type === "number" && input.value === "") write(control, control.dataset.default ?? "");
    this.commit();
  }

  /**
   * @param {Event} event
   * @returns {HTMLElement | null}
   */
  touched(event) {
    return /** @type {Element} */ (event.target).closest(".control[data-name]");
  }

  onPopState() {
    if (!this.isHome) {
      location.reload();
      return;
    }
    this.trail?.step(location.search.slice(1));
    apply(this.liveForm, location.search);
    this.refresh();
    this.preview();
  }

  /**
   * A preview is asked for by its settings alone: no secret, no file, no text that a link cannot hold.
   * @param {CustomEvent} event
   */
  onRequest(event) {
    const { request, sourceEvent } = event.detail.ctx;
    if (request.method !== "GET" || !(request.body instanceof FormData)) return;
    if (this.bringing) {
      this.askedMeanwhile = true;
      event.preventDefault();
      return;
    }
    request.body.delete("csrfmiddlewaretoken");
    for (const [name, value] of [...request.body]) {
      if (value instanceof File || name.endsWith("_pasted")) request.body.delete(name);
    }
    for (const control of controls(this.liveForm)) {
      if (control.matches(".control-upload")) request.body.set(control.dataset.name, read(control));
    }
    if (this.liveForm.matches("[data-follows]") && isMoving(sourceEvent)) request.body.set("moving", "1");
  }

  onTrouble() {
    announce("The site does not answer, so the picture is behind the controls; touch one to try again.");
  }

  get liveForm() {
    return /** @type {HTMLFormElement} */ (this.form);
  }

  /**
   * Bring a file or a pasted text to the server, which answers with the picture and its controls.
   * A preview underway is dropped by it; one asked for meanwhile would not know the file's name, so
   * it is asked for again afterwards.
   * @param {HTMLInputElement} source not the form: a setting named "form" would stand in its way
   */
  async bring(source) {
    if (source.value.trim() === "") return;
    this.bringing += 1;
    await window.htmx.ajax("POST", this.liveForm.getAttribute("hx-get") ?? "", {
      source,
      swap: "none",
    });
    this.bringing -= 1;
    this.commit();
    if (this.bringing || !this.askedMeanwhile) return;
    this.askedMeanwhile = false;
    this.preview();
  }

  /**
   * Go to other settings as a step of its own.
   * @param {string} wanted a query string
   * @param {string} [said]
   */
  go(wanted, said) {
    apply(this.liveForm, wanted);
    this.commit();
    this.preview();
    if (said) announce(said);
  }

  /**
   * Show a state that is on the trail already.
   * @param {string} wanted
   * @param {string} said
   */
  show(wanted, said) {
    apply(this.liveForm, wanted);
    history.replaceState(null, "", this.address(wanted));
    this.refresh();
    this.preview();
    announce(said);
  }

  commit() {
    const now = state(this.liveForm);
    const before = /** @type {Trail} */ (this.trail).current;
    if (now !== before) {
      // Dragging wrote over this entry of the history; give it back what it stood for.
      if (this.isHome) history.replaceState(null, "", this.address(before));
      history.pushState(null, "", this.address(now));
      this.trail?.step(now);
    }
    this.refresh();
  }

  /** Not at every move: what a setting applies to costs a layout of the page. */
  replace() {
    if (!this.isHome || Date.now() - (this.replacedAt ?? 0) < BETWEEN_REPLACES_MS) return;
    this.replacedAt = Date.now();
    history.replaceState(null, "", this.address(state(this.liveForm)));
  }

  /** Where this lab's settings are an address; a run's page has one of its own. */
  get home() {
    return (this.liveForm.getAttribute("action") ?? "").replace(/\/run$/, "");
  }

  get isHome() {
    return this.home === location.pathname;
  }

  /** @param {string} query */
  address(query) {
    return query ? `${this.home}?${query}` : this.home;
  }

  preview() {
    this.liveForm.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Bring marks and buttons up to where the trail stands. */
  refresh() {
    controls(this.liveForm).forEach(dress);
    for (const button of this.querySelectorAll("[data-action][hidden]")) button.removeAttribute("hidden");
    const trail = /** @type {Trail} */ (this.trail);
    this.enable("undo", trail.canUndo);
    this.enable("redo", trail.canRedo);
    this.enable("reset", trail.current !== "");
    this.querySelector(".provenance p a")?.setAttribute("href", this.address(trail.current));
    for (const link of this.querySelectorAll(".examples a")) {
      const query = new URLSearchParams(/** @type {HTMLAnchorElement} */ (link).search).toString();
      if (query === trail.current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  /**
   * @param {string} action
   * @param {boolean} possible
   */
  enable(action, possible) {
    const button = this.querySelector(`.run-bar [data-action="${action}"]`);
    if (possible) button?.removeAttribute("aria-disabled");
    else button?.setAttribute("aria-disabled", "true");
  }

  /**
   * Open or close the settings where they are a sheet, and lead the keyboard in or out.
   * @param {boolean} [wanted]
   */
  toggleSheet(wanted) {
    const sheet = /** @type {HTMLElement | null} */ (this.querySelector(".sheet"));
    const toggle = /** @type {HTMLElement | null} */ (this.querySelector('[data-action="sheet"]'));
    const open = sheet?.toggleAttribute("data-open", wanted);
    toggle?.setAttribute("aria-expanded", String(open));
    if (!open) {
      toggle?.focus();
      return;
    }
    sheet?.focus();
    this.showPicture();
  }

  /** The sheet leaves the upper half of the window: let it show what the settings change. */
  showPicture() {
    const panel = this.querySelector(".panel");
    if (panel && panel.getBoundingClientRect().top > 0) panel.scrollIntoView();
  }

  /** @param {HTMLElement} button */
  shuffle(button) {
    const control = /** @type {HTMLElement} */ (button.closest(".control"));
    write(control, String(crypto.getRandomValues(new Uint16Array(1))[0]));
    this.commit();
    this.preview();
  }

  prepareDialog() {
    this.dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector(".keys-dialog"));
    const box = /** @type {HTMLInputElement | null} */ (document.getElementById("single-keys"));
    if (!box) return;
    box.checked = kept("single-keys") !== "off";
    box.addEventListener("change", () => keep("single-keys", box.checked ? null : "off"));
  }
}

/**
 * Whether a number is just being moved; its change, when it is let go, is an event of its own.
 * @param {Event | undefined} event
 */
function isMoving(event) {
  const input = event?.target;
  return event?.type === "input" && input instanceof HTMLInputElement && ["range", "number"].includes(input.type);
}

customElements.define("lab-shell", LabShell);
