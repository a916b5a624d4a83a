import { write } from "../js/settings.js";
import { control } from "./form.js";

/** Give plays to the settings, which bring them to the server. @param {string} text */
export function give(text) {
  const mode = control("mode");
  const pasted = control("plays")?.querySelector("textarea");
  if (!mode || !pasted) return;
  write(mode, "plays");
  pasted.value = text;
  pasted.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Take the plays that came behind the address, where no server sees how long they are. */
function take() {
  const plays = new URLSearchParams(location.hash.slice(1)).get("plays");
  if (!plays || !control("plays")) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  give(plays);
}

addEventListener("hashchange", take);
if (document.readyState === "complete") take();
else addEventListener("load", take);
