import { announce } from "../js/announce.js";
import { canvasOf, fromPictures } from "./clip.js";
import { cut } from "./cut.js";
import { npy } from "./npy.js";

/** As the server samples what this browser cannot read. */
const [MOST_FRAMES, LONGEST, MOST_SECONDS] = [64, 320, 60];
const FRAMES_A_SECOND = 24;

/** Files of frames that were made here. @type {WeakSet<File>} */
const sampled = new WeakSet();

/**
 * Take frames from a video here, so that the file itself stays with the visitor.
 * A video that this browser cannot read goes to the server as it is.
 */
window.addEventListener("change", async (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file" || input.name !== "clip") return;
  const file = input.files?.[0];
  if (!file || sampled.has(file) || !file.type.startsWith("video/")) return;
  event.stopImmediatePropagation();
  const pixels = await framesOf(file).catch(() => null);
  if (pixels) send(pixels);
  else again(input, file);
}, { capture: true });

/** @param {import("./clip.js").Pixels} pixels show them at once, and bring them to the server */
export function send(pixels) {
  const input = /** @type {HTMLInputElement | null} */ (document.querySelector('input[type="file"][name="clip"]'));
  cut.show(pixels, [pixels.frames, pixels.height, pixels.width]);
  if (input) again(input, npy(pixels));
}

/** @param {HTMLInputElement} input @param {File} file */
function again(input, file) {
  const box = new DataTransfer();
  box.items.add(file);
  sampled.add(file);
  input.files = box.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** @param {File} file */
async function framesOf(file) {
  const video = document.createElement("video");
  const address = URL.createObjectURL(file);
  try {
    Object.assign(video, { muted: true, preload: "auto", src: address });
    await heard(video, "loadeddata");
    if (!(video.duration <= MOST_SECONDS)) throw new Error("too long");
    announce("Taking frames from the video; the file stays with you.");
    const count = Math.max(1, Math.min(MOST_FRAMES, Math.round(video.duration * FRAMES_A_SECOND)));
    const pictures = [];
    for (let frame = 0; frame < count; frame++) {
      video.currentTime = ((frame + 0.5) * video.duration) / count;
      await heard(video, "seeked");
      pictures.push(pictureOf(video));
    }
    return fromPictures(pictures);
  } finally {
    URL.revokeObjectURL(address);
    video.removeAttribute("src");
  }
}

/** @param {HTMLVideoElement} video */
export function pictureOf(video) {
  const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight));
  const [width, height] = [video.videoWidth, video.videoHeight].map((side) => Math.max(1, Math.round(side * scale)));
  const context = canvasOf(width, height);
  context.drawImage(video, 0, 0, width, height);
  return context.canvas;
}

/** @param {HTMLVideoElement} video @param {string} what */
function heard(video, what) {
  return new Promise((done, fail) => {
    video.addEventListener(what, done, { once: true });
    video.addEventListener("error", () => fail(new Error("cannot be read")), { once: true });
  });
}
