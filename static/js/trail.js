const LONGEST = 200;

/** The states a visitor went through, and where in them the page stands. */
export class Trail {
  /** @param {string} first */
  constructor(first) {
    this.states = [first];
    this.at = 0;
  }

  get current() {
    return this.states[this.at];
  }

  get canUndo() {
    return this.at > 0;
  }

  get canRedo() {
    return this.at < this.states.length - 1;
  }

  /**
   * Take a step; what had been undone is forgotten.
   * @param {string} state
   */
  step(state) {
    this.states = [...this.states.slice(0, this.at + 1), state].slice(-LONGEST);
    this.at = this.states.length - 1;
  }

  undo() {
    if (this.canUndo) this.at -= 1;
    return this.current;
  }

  redo() {
    if (this.canRedo) this.at += 1;
    return this.current;
  }
}
