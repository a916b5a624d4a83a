import { announce } from "../js/announce.js";
import { control, set, setting } from "./form.js";
import { textOf } from "./plays.js";
import { give } from "./taking.js";

/** Of a play so many keys are kept; as text they take two letters each, at most. */
const MOST_KEPT = 400;

/** Whether there is a form to keep a play in. */
export const canKeep = () => Boolean(control("play"));

/** Put a play into the settings: the link, and every experiment kept from here, hold it. @param {number[]} all its keys */
export function keep(all) {
  const keys = all.slice(0, MOST_KEPT);
  set("play", textOf(keys));
  set("steps", String(Math.max(10, Math.min(MOST_KEPT, 10 * Math.floor((keys.length - 1) / 10)))));
  announce("Kept in the address. Press Run to measure this play.");
}

/** Put a play beside those that networks are to learn from. @param {number[]} all its keys */
export function add(all) {
  const given = setting("plays") ? /** @type {HTMLTextAreaElement | null} */ (document.querySelector(".played-text textarea"))?.value ?? "" : "";
  const line = [setting("seed") || "0", textOf(all.slice(0, MOST_KEPT)), setting("board")].join(" ").trim();
  give(`${given.trimEnd()}\n${line}\n`);
  announce("Added to the plays. Press Run to train on them.");
}
