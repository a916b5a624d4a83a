/** Which key the player holds: arrow keys, WASD, a digit, or a finger. */

const PLACES = /** @type {Record<string, number>} */ ({
  ArrowUp: 1, ArrowDown: 2, ArrowLeft: 3, ArrowRight: 4, w: 1, s: 2, a: 3, d: 4,
});

const FIRST_INVENTED = 5;

export class Pressing {
  /** @type {number[]} the keys that are down, the newest last */
  held = [];

  /** How many invented keys there are, on the digits from 1 on. */
  invented = 0;

  /** A key that was pressed and let go within one frame still counts once. */
  tapped = 0;

  /** The key of the next frame. */
  take() {
    const key = this.held.at(-1) ?? this.tapped;
    this.tapped = 0;
    return key;
  }

  /** @param {number} key */
  press(key) {
    this.tapped = key;
    this.held = [...this.held.filter((each) => each !== key), key];
  }

  /** @param {number} key */
  letGo(key) {
    this.held = this.held.filter((each) => each !== key);
  }

  /** Whether a keyboard event was a key of the game. @param {KeyboardEvent} event */
  hears(event) {
    const digit = /^[1-9]$/.test(event.key) ? Number(event.key) : 0;
    const numbered = digit && digit <= this.invented ? FIRST_INVENTED + digit - 1 : 0;
    const key = numbered || PLACES[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.type === "keyup") this.letGo(key);
    else if (!event.repeat) this.press(key);
    return true;
  }

  /** Let a button be held like a key. @param {HTMLElement} button @param {number} key */
  dress(button, key) {
    button.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      button.setPointerCapture(event.pointerId);
      this.press(key);
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) button.addEventListener(end, () => this.letGo(key));
    button.addEventListener("click", (event) => {
      if (event.detail === 0) this.tapped = key;
    });
  }

  release() {
    this.held = [];
    this.tapped = 0;
  }
}
