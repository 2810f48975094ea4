// A world for the client without a browser: its clock, its network and its event sources are the test's.

/** Lets everything happen that waits for nothing but its turn. */
export async function settle() {
  for (let round = 0; round < 8; round++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Random numbers that a seed repeats. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class World {
  time = 1_000_000;
  sources = [];
  requests = [];
  memory = null;
  /** How requests are answered: `(url, options) => Response | Promise<Response>`; a throw is a network failure. */
  answer = () => {
    throw new TypeError('no network');
  };
  #timers = new Map();
  #count = 0;

  constructor(random = () => 0.5) {
    const world = this;
    this.environment = {
      fetch: (url, options = {}) => world.#fetch(url, options),
      EventSource: class extends FakeEventSource {
        constructor(url) {
          super(url);
          world.sources.push(this);
        }
      },
      setTimeout: (action, millis) => {
        world.#timers.set(++world.#count, { action, at: world.time + Math.max(0, millis) });
        return world.#count;
      },
      clearTimeout: (handle) => world.#timers.delete(handle),
      now: () => world.time,
      random,
      unique: () => `key-${++world.#count}`,
      remembered: () => world.memory,
      remember: (transport) => (world.memory = transport),
    };
  }

  /** The event source that was opened last. */
  get source() {
    return this.sources.at(-1);
  }

  /** How many timers are set. */
  get timers() {
    return this.#timers.size;
  }

  /** Sources that were not closed. */
  get open() {
    return this.sources.filter((source) => source.readyState !== 2).length;
  }

  /** The requests to a path. */
  to(path) {
    return this.requests.filter(({ url }) => url.split('?')[0] === path);
  }

  /** Lets time pass, timer by timer. */
  async pass(millis) {
    const end = this.time + millis;
    await settle();
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) {
        break;
      }
      this.#timers.delete(due[0]);
      this.time = Math.max(this.time, due[1].at);
      due[1].action();
      await settle();
    }
    this.time = end;
  }

  #fetch(url, options) {
    this.requests.push({ url, ...options, time: this.time });
    return new Promise((resolve, reject) => {
      const abort = () => reject(new DOMException('aborted', 'AbortError'));
      options.signal?.addEventListener('abort', abort);
      Promise.resolve()
        .then(() => this.answer(url, options))
        .then(resolve, reject);
    });
  }
}

class FakeEventSource {
  readyState = 0;
  onerror = null;
  #listeners = new Map();

  constructor(url) {
    this.url = url;
  }

  addEventListener(event, listener) {
    this.#listeners.set(event, listener);
  }

  close() {
    this.readyState = 2;
  }

  /** What the hub sends. */
  send(event, data, id = '') {
    this.readyState = 1;
    this.#listeners.get(event)?.({ data: JSON.stringify(data), lastEventId: id });
  }

  /** The line is cut; the browser tries again by itself. */
  cut() {
    this.readyState = 0;
    this.onerror?.({});
  }

  /** The answer was not 200: the browser gives up for good. */
  giveUp() {
    this.readyState = 2;
    this.onerror?.({});
  }
}

export function json(status, body, headers = {}) {
  const text = status === 304 || status === 204 ? null : JSON.stringify(body);
  return new Response(text, { status, headers });
}
