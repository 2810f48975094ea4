// The streams of the pet store, written as tutorials of EventSource write them: a source, its onopen and onerror, and one
// listener for each named event.

const RETRY_MILLIS = 1_000;
const RETRY_MOST_MILLIS = 15_000;
const POLL_MILLIS = 5_000;

/** The collections, and the events that each names. */
export const EVENTS = {
  pets: ['pet-update', 'pet-status-changed', 'pet-deleted'],
  orders: ['order-created', 'order-updated', 'order-deleted'],
  inventory: ['inventory-update', 'inventory-deleted'],
  notifications: ['notification-created', 'notification-updated', 'notification-deleted'],
};

export const COLLECTIONS = Object.keys(EVENTS);

/** Which collection an event belongs to; undefined for others. */
export const collectionOf = (type) => COLLECTIONS.find((collection) => EVENTS[collection].includes(type));

/**
 * One EventSource. The browser reconnects by itself after a broken line; after an answer other than 200, such as a proxy's 502,
 * it gives up for good, and then the source is made anew, from where it was.
 */
class LiveStream {
  #url;
  #types;
  #hears;
  #source = null;
  #timer = 0;
  #failures = 0;
  #position = '';

  /**
   * @param types the named events to listen for
   * @param hears {state(name), connected(data), event(type, data, position), gap()}
   */
  constructor(url, types, hears) {
    this.#url = url;
    this.#types = types;
    this.#hears = hears;
  }

  open() {
    this.#hears.state('connecting');
    this.#connect();
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #connect() {
    const resume = this.#position === '' ? '' : `${this.#url.includes('?') ? '&' : '?'}position=${this.#position}`;
    const source = new EventSource(this.#url + resume);
    this.#source = source;
    source.onopen = () => {
      this.#failures = 0;
      this.#hears.state('connected');
    };
    source.onerror = () => {
      this.#hears.state('reconnecting');
      if (source.readyState === EventSource.CLOSED) {
        this.#connectLater();
      }
    };
    source.onmessage = (event) => this.#publication(event);
    for (const type of this.#types) {
      source.addEventListener(type, (event) => this.#publication(event));
    }
    source.addEventListener('connected', (event) => {
      this.#keep(event);
      this.#hears.connected(JSON.parse(event.data));
    });
    source.addEventListener('reset', () => this.#hears.gap());
    source.addEventListener('snapshot', (event) => {
      this.#keep(event);
      this.#hears.gap();
    });
    source.addEventListener('disconnect', (event) => this.#disconnected(JSON.parse(event.data)));
  }

  #publication(event) {
    this.#keep(event);
    this.#hears.event(event.type, JSON.parse(event.data));
  }

  #keep(event) {
    if (event.lastEventId !== '') {
      this.#position = event.lastEventId;
    }
  }

  #connectLater() {
    const most = Math.min(RETRY_MOST_MILLIS, RETRY_MILLIS * 2 ** this.#failures++);
    this.#timer = setTimeout(() => this.#connect(), RETRY_MILLIS / 2 + Math.random() * most);
  }

  #disconnected({reconnect, reason}) {
    if (!reconnect) {
      this.close();
      this.#hears.state('stopped', reason);
    }
  }
}

/** Asks for every collection every 5 s, by its ETag: what is left where there is no EventSource. */
class Polling {
  #hears;
  #timer = 0;
  #stopped = false;
  #load;

  constructor(load, hears) {
    this.#load = load;
    this.#hears = hears;
  }

  async open() {
    this.#hears.state('connecting');
    await this.#poll();
  }

  close() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #poll() {
    const done = await this.#load(COLLECTIONS);
    if (!this.#stopped) {
      this.#hears.state(done ? 'polling' : 'reconnecting');
      this.#timer = setTimeout(() => this.#poll(), POLL_MILLIS);
    }
  }
}

const path = (collection) => (collection === 'notifications' ? '/api/notifications/stream' : `/api/events/${collection}`);

/**
 * Everything that the page listens to, by name of the line.
 *
 * @param mode 'separate' (a source for each channel) or 'multiplexed' (one for all)
 * @param page {state(line, name), refetch(collections) → whether all came, event(collection, type, data), whole(pets)}
 * @returns a map of lines that are closed, each with open() and close()
 */
export function linesOf(mode, page) {
  if (typeof EventSource === 'undefined') {
    return new Map([['polling', new Polling(page.refetch, {state: (name) => page.state('polling', name)})]]);
  }
  const lines = new Map();
  const add = (line, url, collections) => {
    const hears = {
      state: (name, why) => page.state(line, name, why),
      connected: () => page.refetch(collections),
      gap: () => page.refetch(collections),
      // The stream of new notifications has no names: each is a plain message.
      event: (type, data) => page.event(line, type === 'message' ? line : collectionOf(type), type, data),
    };
    const types = collections.flatMap((collection) => EVENTS[collection]);
    lines.set(line, new LiveStream(url, types, hears));
  };
  if (mode === 'separate') {
    COLLECTIONS.forEach((collection) => add(collection, path(collection), [collection]));
  } else {
    add('all', `/api/events?channels=${COLLECTIONS.join(',')}`, COLLECTIONS);
  }
  lines.set(
    'whole list',
    new LiveStream('/api/pets/stream', [], {
      state: (name, why) => page.state('whole list', name, why),
      connected: () => {},
      gap: () => {},
      event: (type, pets) => page.whole(pets),
    }),
  );
  return lines;
}
