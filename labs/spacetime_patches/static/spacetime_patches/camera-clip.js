import { announce } from "../js/announce.js";
import { fromPictures } from "./clip.js";
import { button } from "./cube-tools.js";
import { cut } from "./cut.js";
import { pictureOf, send } from "./own-clip.js";

const [FRAMES, BETWEEN_MS] = [24, 125];

/**
 * Records three seconds from the camera. The frames stay in this page until the visitor brings them.
 * @param {HTMLElement} host @param {() => void} discard shows the clip of before
 */
export async function record(host, discard) {
  const before = host.querySelector(".webcam");
  if (before?.querySelector("video")) return;
  before?.remove();
  const area = document.createElement("div");
  area.className = "webcam";
  host.append(area);
  try {
    const pixels = await recorded(area);
    cut.show(pixels, [pixels.frames, pixels.height, pixels.width]);
    announce("Recorded. Nothing has left this page yet.");
    offer(area, () => send(pixels), discard);
  } catch {
    area.remove();
    announce("The camera cannot be used; allow it in the browser, or choose a file.");
  }
}

/** @param {HTMLElement} area */
async function recorded(area) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 240 }, audio: false });
  try {
    const video = document.createElement("video");
    Object.assign(video, { muted: true, playsInline: true, srcObject: stream });
    video.setAttribute("aria-label", "What the camera sees");
    area.append(video);
    await video.play();
    const pictures = [];
    while (pictures.length < FRAMES) {
      pictures.push(pictureOf(video));
      await new Promise((done) => setTimeout(done, BETWEEN_MS));
    }
    video.remove();
    return fromPictures(pictures);
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

/** @param {HTMLElement} area @param {() => void} use @param {() => void} discard */
function offer(area, use, discard) {
  const close = (/** @type {() => void} */ act) => () => {
    area.remove();
    act();
  };
  area.append(
    button(`Use this clip: ${FRAMES} small frames go to this site`, close(use)),
    button("Discard it", close(discard)),
  );
}
