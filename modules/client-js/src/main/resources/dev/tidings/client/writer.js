import { Backoff } from './backoff.js';
import { HubError } from './hub-error.js';
import { Position } from './position.js';
import { request } from './reader.js';
import { isObject, parse } from './safe.js';

const ANSWER_MILLIS = 15_000;
/** How long a write is repeated before it counts as failed. */
const PATIENCE_MILLIS = 120_000;

/**
 * Writes documents of one collection. A write whose answer was lost, or that the hub could not take just now, is sent again
 * with the same `Idempotency-Key`, so that it counts once.
 */
export class Writer {
  #url;
  #environment;
  #abort = new AbortController();

  constructor(collection, environment) {
    this.#url = `/api/${encodeURIComponent(collection)}`;
    this.#environment = environment;
  }

  /** @param {object} document its `id` makes a repetition show */
  create(document) {
    return this.#write('POST', this.#url, document, null);
  }

  /** @param {number | null} version what the user saw; another one is a conflict; null = whatever there is */
  patch(id, change, version) {
    return this.#write('PATCH', this.#document(id), change, version);
  }

  /** @param {number | null} version as with {@link patch} */
  delete(id, version) {
    return this.#write('DELETE', this.#document(id), null, version);
  }

  /** Gives up everything that is under way: it fails as not answered. */
  close() {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  #document(id) {
    return `${this.#url}/${encodeURIComponent(id)}`;
  }

  /**
   * @returns {Promise<{document: object | null, position: Position | null}>} no document after a deletion
   * @throws {HubError}
   */
  async #write(method, url, body, version) {
    const headers = { 'Idempotency-Key': this.#environment.unique() };
    if (body !== null) {
      headers['Content-Type'] = 'application/json';
    }
    if (version !== null) {
      headers['If-Match'] = `"${version}"`;
    }
    const options = { method, headers, body: body === null ? undefined : JSON.stringify(body) };
    const { signal } = this.#abort;
    const backoff = new Backoff(this.#environment.random);
    const end = this.#environment.now() + PATIENCE_MILLIS;
    for (;;) {
      try {
        return await this.#send(url, options, signal);
      } catch (error) {
        const wait = Math.max(backoff.next(), error.retryAfterMillis);
        if (signal.aborted || !error.isPassing || this.#environment.now() + wait > end) {
          throw error;
        }
        await this.#pause(wait, signal);
      }
    }
  }

  async #send(url, options, signal) {
    const response = await request(this.#environment, url, options, ANSWER_MILLIS, signal);
    if (!response.ok) {
      throw await HubError.of(response);
    }
    const position = Position.parse(response.headers.get('Tidings-Position'));
    const text = await response.text();
    return { document: text === '' ? null : read(text), position };
  }

  #pause(millis, signal) {
    return new Promise((resolve, reject) => {
      const give = () => {
        this.#environment.clearTimeout(timer);
        reject(HubError.silence());
      };
      const timer = this.#environment.setTimeout(() => {
        signal.removeEventListener('abort', give);
        resolve();
      }, millis);
      signal.addEventListener('abort', give);
    });
  }
}

function read(text) {
  try {
    const document = parse(text);
    return isObject(document) ? document : null;
  } catch {
    return null;
  }
}
