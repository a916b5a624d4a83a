import { oncePerFrame, whenChanged } from "../js/chart/watch.js";
import { button, element, show } from "./film.js";

const [FRAME_MS, STEP_MS] = [125, 500];
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** The clip as it forms: all frames play, a slider goes through the steps, two clips side by side. */
class ClipStage extends HTMLElement {
  /** @type {HTMLElement[]} */ steps = [];
  /** The steps of the first clip. @type {HTMLElement[]} */ firsts = [];
  /** @type {HTMLElement[]} */ screens = [];
  /** @type {HTMLInputElement} */ slider;
  frame = 0;
  /** Whether steps are shown as they come. */
  following = true;
  playing = false;

  connectedCallback() {
    this.#build();
    const list = /** @type {HTMLElement} */ (this.querySelector("[id$='-denoised']"));
    const made = /** @type {HTMLElement} */ (this.querySelector(".clip-made"));
    this.stops = [whenChanged([list, made], () => this.#read())];
    for (const event of ["load", "error"]) list.addEventListener(event, oncePerFrame(() => this.#draw()), true);
    this.playing = !STILL.matches;
    this.timer = setInterval(() => this.#tick(), FRAME_MS);
    this.#read();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    for (const stop of this.stops ?? []) stop();
  }

  #build() {
    const screens = /** @type {HTMLElement} */ (this.querySelector(".clip-screens"));
    const tools = /** @type {HTMLElement} */ (this.querySelector(".clip-tools"));
    this.screens = ["first", "instead"].map((clip) => {
      const canvas = element("canvas", { width: 32, height: 32 });
      canvas.setAttribute("role", "img");
      const screen = element("figure", { hidden: true }, canvas, element("figcaption"));
      screen.dataset.clip = clip;
      screens.append(screen);
      return screen;
    });
    this.slider = element("input", { type: "range", min: "0", max: "0", step: "1", value: "0" });
    this.slider.addEventListener("input", () => {
      this.following = false;
      this.#draw();
    });
    this.noisy = element("input", { type: "checkbox" });
    this.noisy.addEventListener("change", () => this.#draw());
    this.play = button("Pause", () => this.#toggle());
    this.again = button("Watch it form again", () => this.#restart());
    tools.replaceChildren(
      this.play, this.again,
      element("label", { className: "clip-steps" }, "Step", this.slider),
      element("label", {}, this.noisy, " with the noise that is left"),
    );
  }

  /** Take up what has come; a step that arrives is shown, unless somebody scrubs. */
  #read() {
    this.steps = /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".clip-step")]);
    this.firsts = this.steps.filter((step) => step.dataset.clip === "first");
    const last = Math.max(0, this.firsts.length - 1);
    const { slider } = this;
    const fresh = Number(slider.max) > last;
    slider.max = String(last);
    if (fresh) {
      this.following = true;
      slider.value = "0";
    }
    if (this.following && (STILL.matches || !this.playing)) slider.value = String(last);
    this.hidden = false;
    this.toggleAttribute("data-empty", !this.firsts.length);
    this.#draw();
  }

  #tick() {
    if (!this.playing || document.hidden || !this.firsts.length) return;
    this.frame += 1;
    const { slider } = this;
    const due = this.frame % Math.round(STEP_MS / FRAME_MS) === 0;
    if (this.following && due && Number(slider.value) < Number(slider.max)) slider.value = String(Number(slider.value) + 1);
    this.#draw();
  }

  #toggle() {
    this.playing = !this.playing;
    if (this.play) this.play.textContent = this.playing ? "Pause" : "Play";
  }

  #restart() {
    this.following = true;
    this.slider.value = "0";
    if (!this.playing) this.#toggle();
    this.#draw();
  }

  #draw() {
    const { slider } = this;
    const chosen = this.firsts[Number(slider.value)];
    if (this.play) this.play.textContent = this.playing ? "Pause" : "Play";
    for (const screen of this.screens) this.#drawScreen(screen, chosen?.dataset.step);
    const said = chosen?.querySelector("span")?.textContent ?? "";
    slider.setAttribute("aria-valuetext", said);
    const reading = this.querySelector(".clip-reading");
    if (reading && reading.textContent !== said) reading.textContent = said;
    for (const step of this.steps) step.toggleAttribute("data-chosen", step.dataset.step === chosen?.dataset.step);
  }

  /** @param {HTMLElement} screen @param {string | undefined} number */
  #drawScreen(screen, number) {
    const step = this.steps.find((each) => each.dataset.clip === screen.dataset.clip && each.dataset.step === number);
    screen.hidden = !step;
    if (!step) return;
    const picture = step.querySelector(this.noisy?.checked ? "img.left" : "img.told");
    const canvas = screen.querySelector("canvas");
    if (!(picture instanceof HTMLImageElement) || !canvas) return;
    const [frames, height, width] = [step.dataset.frames, step.dataset.height, step.dataset.width].map(Number);
    const frame = this.playing || this.frame ? this.frame % frames : 0;
    show(canvas, { picture, frames, height, width }, frame);
    const prompt = this.querySelector(`.clip-made [data-clip="${screen.dataset.clip}"] .clip-prompt`)?.textContent ?? "";
    const space = step.dataset.space === "latent" ? "latents" : step.dataset.space;
    const of = space ? ` of ${space}` : "";
    canvas.setAttribute("aria-label", prompt ? `The clip made${of} for: ${prompt}` : `The clip${of} as it forms`);
    const caption = /** @type {HTMLElement} */ (screen.querySelector("figcaption"));
    const said = `${space ? `Of ${space}: ` : ""}${prompt ? `“${prompt}”, ` : ""}frame ${frame + 1} of ${frames}`;
    if (caption.textContent !== said) caption.textContent = said;
  }
}

customElements.define("clip-stage", ClipStage);
