// When to try again: exponential with full jitter, so that clients that were cut off together don't come back together.

const MIN_MILLIS = 500;
const MAX_MILLIS = 30_000;

/** Delays that grow from half a second to half a minute. */
export class Backoff {
  #random;
  #failures = 0;

  /** @param {() => number} random from 0 to 1 */
  constructor(random) {
    this.#random = random;
  }

  /** @returns {number} how many milliseconds to wait after one more failure */
  next() {
    this.#failures += 1;
    const ceiling = Math.min(MAX_MILLIS, MIN_MILLIS * 2 ** this.#failures);
    return MIN_MILLIS + this.#random() * (ceiling - MIN_MILLIS);
  }

  /** Forgets the failures: it works again. */
  reset() {
    this.#failures = 0;
  }
}
