/** One timer that is set, set anew, or cancelled. */
export class Alarm {
  #environment;
  #action;
  #handle = null;

  /** @param {() => void} action what to do when it goes off */
  constructor(environment, action) {
    this.#environment = environment;
    this.#action = action;
  }

  /** @param {number} millis from now; an earlier setting is forgotten */
  set(millis) {
    this.cancel();
    this.#handle = this.#environment.setTimeout(() => {
      this.#handle = null;
      this.#action();
    }, millis);
  }

  /** Whether it will go off. */
  get isSet() {
    return this.#handle !== null;
  }

  cancel() {
    if (this.#handle !== null) {
      this.#environment.clearTimeout(this.#handle);
      this.#handle = null;
    }
  }
}
