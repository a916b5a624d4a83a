const ENOUGH_MS = 5000;
const ENOUGH_SHARE = 0.02;
const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** How fast something gets on that tells now and then what share of it is done. */
export class Pace {
  /**
   * @param {number} share done when it was first looked at, from 0 to 1
   * @param {number} now milliseconds, of any clock
   */
  constructor(share, now) {
    this.share = share;
    this.since = now;
  }

  /**
   * @param {number} share
   * @param {number} now
   * @returns {number | null} seconds that it will still take; null while too little was seen of it
   */
  left(share, now) {
    const done = share - this.share;
    const took = now - this.since;
    if (done < ENOUGH_SHARE || took < ENOUGH_MS) return null;
    return ((took / done) * (1 - share)) / 1000;
  }
}

/**
 * The server says it in the same words.
 * @param {number} seconds
 * @returns {string} how long it is, as precisely as anybody cares
 */
export function span(seconds) {
  if (seconds < 2 * MINUTE) return `about ${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 2 * HOUR) return `about ${Math.round(seconds / MINUTE)} min`;
  return `about ${Math.round(seconds / HOUR)} h`;
}
