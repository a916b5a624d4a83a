import { whisper } from "./announce.js";
import { Pace, span } from "./pace.js";

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15000;

/**
 * Shows how a run stands while its stream comes and goes. The words inside come from the server;
 * this element says "reconnecting" when they may be old, and tells screen readers, once a second.
 */
class RunStatus extends HTMLElement {
  retryMs = FIRST_RETRY_MS;
  /** @type {Pace | null} */
  pace = null;

  connectedCallback() {
    /** @type {string} */
    this.said = this.words;
    this.watcher = new MutationObserver(() => {
      this.tell();
      this.foretell();
    });
    this.watcher.observe(this, { childList: true, subtree: true, characterData: true });
    for (const type of RunStatus.watched) document.addEventListener(type, this);
    this.foretell();
  }

  disconnectedCallback() {
    this.watcher?.disconnect();
    for (const type of RunStatus.watched) document.removeEventListener(type, this);
  }

  static watched = [
    "htmx:sse:before:connection",
    "htmx:sse:after:connection",
    "htmx:sse:error",
    "htmx:sse:close",
    "htmx:error",
    "htmx:response:error",
  ];

  /** @param {Event} event */
  handleEvent(event) {
    const { detail } = /** @type {CustomEvent} */ (event);
    const source = /** @type {Element} */ (event.target);
    const does = {
      "htmx:sse:before:connection": () => detail.connection.attempt > 0 && this.show("reconnecting"),
      "htmx:sse:after:connection": () => this.connected(),
      "htmx:sse:error": () => this.show("reconnecting"),
      "htmx:sse:close": () => this.show("closed"),
      "htmx:error": () => this.connectAgain(source),
      "htmx:response:error": () => this.connectAgain(source),
    };
    does[/** @type {keyof typeof does} */ (event.type)]();
  }

  /** @returns {string} */
  get words() {
    return this.querySelector(".run-words")?.textContent?.trim() ?? "";
  }

  tell() {
    if (this.words === this.said) return;
    this.said = this.words;
    whisper(this.said);
  }

  /** Say how long the run will still take, by its pace since this page first saw it work. */
  foretell() {
    const bar = /** @type {HTMLProgressElement | null} */ (this.querySelector("progress"));
    const place = this.querySelector(".run-left");
    if (!bar || !place) {
      this.pace = null;
      return;
    }
    const now = performance.now();
    if (!this.pace || bar.value < this.pace.share) this.pace = new Pace(bar.value, now);
    const left = this.pace.left(bar.value, now);
    const words = left === null ? "" : `${span(left)} left`;
    if (place.textContent !== words) place.textContent = words;
  }

  connected() {
    this.retryMs = FIRST_RETRY_MS;
    this.show("connected");
  }

  /** @param {string} state */
  show(state) {
    if (this.dataset.connection === state) return;
    this.dataset.connection = state;
    if (state === "reconnecting") whisper("reconnecting");
  }

  /**
   * htmx retries a stream that breaks, but not one that never began.
   * @param {Element} source
   */
  connectAgain(source) {
    if (!source.hasAttribute?.("hx-sse:connect")) return;
    this.show("reconnecting");
    setTimeout(() => window.htmx.process(source), this.retryMs);
    this.retryMs = Math.min(2 * this.retryMs, LONGEST_RETRY_MS);
  }
}

customElements.define("run-status", RunStatus);
