import { Alarm } from './alarm.js';
import { Position } from './position.js';
import { isObject, parse } from './safe.js';

/** A line must be open and greeted within this time, or something between holds it back. */
export const CONNECT_MILLIS = 8_000;

// an EventSource's readyState
const OPEN = 1;
const CLOSED = 2;

/**
 * One `EventSource` on one channel. It comes back by itself for as long as that takes no longer than a first connect;
 * after that, or when the browser gives it up for good (any status but 200), it is over and says so once.
 */
export class EventLink {
  #source;
  #events;
  #owner;
  #alarm;

  /**
   * @param {string} url
   * @param {string[]} events the names of the channel's events
   * @param {object} environment
   * @param {{connected: Function, snapshot: Function, reset: Function, publication: Function, disconnect: Function,
   *     interrupted: Function, over: (gaveUp: boolean) => void}} owner
   */
  constructor(url, events, environment, owner) {
    this.#events = events;
    this.#owner = owner;
    this.#alarm = new Alarm(environment, () => this.#end(false));
    this.#alarm.set(CONNECT_MILLIS);
    this.#source = new environment.EventSource(url);
    this.#listen();
  }

  /** Ends it; its owner hears nothing more. */
  close() {
    this.#alarm.cancel();
    this.#owner = null;
    this.#source.close();
  }

  #listen() {
    this.#on('connected', (data) => {
      this.#alarm.cancel();
      this.#owner.connected(data);
    });
    this.#on('snapshot', (data, id) => this.#owner.snapshot(data, Position.parse(id)));
    this.#on('reset', (data) => this.#owner.reset(data));
    this.#on('disconnect', (data) => this.#owner.disconnect(data));
    for (const event of this.#events) {
      this.#on(event, (data, id) => this.#owner.publication(data, Position.parse(id)));
    }
    this.#source.onerror = () => this.#failed();
  }

  #on(event, take) {
    this.#source.addEventListener(event, (message) => {
      const data = this.#owner ? read(message.data) : null;
      if (data !== null) {
        take(data, message.lastEventId);
      }
    });
  }

  #failed() {
    if (!this.#owner || this.#source.readyState === OPEN) {
      return;
    }
    if (this.#source.readyState === CLOSED) {
      this.#end(true);
    } else {
      if (!this.#alarm.isSet) {
        this.#alarm.set(CONNECT_MILLIS);
      }
      this.#owner.interrupted();
    }
  }

  #end(gaveUp) {
    const owner = this.#owner;
    this.close();
    owner.over(gaveUp);
  }
}

/** The data of an event of the hub; null when it is none, as what a proxy may put in. */
function read(text) {
  try {
    const data = parse(text);
    return isObject(data) || Array.isArray(data) ? data : null;
  } catch {
    return null;
  }
}
