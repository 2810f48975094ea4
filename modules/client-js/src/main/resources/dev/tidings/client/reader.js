import { HubError, retryAfterMillis } from './hub-error.js';
import { Position } from './position.js';
import { parse } from './safe.js';

/** Reads a collection as a whole, if it changed. Holds no state. */
export class CollectionReader {
  #url;
  #environment;

  constructor(collection, environment) {
    this.#url = `/api/${encodeURIComponent(collection)}`;
    this.#environment = environment;
  }

  /**
   * @param {Position | null} known what the caller has
   * @param {number} limitMillis how long the answer may take
   * @param {AbortSignal} signal ends the request
   * @returns {Promise<{documents: object[] | null, position: Position | null}>} no documents when nothing changed
   * @throws {HubError}
   */
  async read(known, limitMillis, signal) {
    const headers = known ? { 'If-None-Match': `"${known}"` } : {};
    const response = await request(this.#environment, this.#url, { headers }, limitMillis, signal);
    if (response.status === 304) {
      return { documents: null, position: known };
    }
    if (!response.ok) {
      throw await HubError.of(response);
    }
    const position = Position.ofTag(response.headers.get('ETag'));
    const documents = await array(response);
    if (position === null || documents === null) {
      throw new HubError('This is no answer of the hub.', { status: response.status });
    }
    return { documents, position };
  }
}

/**
 * A request that ends in time.
 *
 * @param {object} environment
 * @param {string} url
 * @param {RequestInit} options
 * @param {number} limitMillis how long the whole answer may take: a proxy may let the head through and hold back the rest
 * @param {AbortSignal} signal ends it earlier
 * @returns {Promise<Response>} of any status
 * @throws {HubError} when there is no answer
 */
export async function request(environment, url, options, limitMillis, signal) {
  return limited(environment, url, options, limitMillis, signal, async (response) => {
    const isEmpty = response.status === 204 || response.status === 304;
    const body = isEmpty ? null : await response.arrayBuffer();
    return new Response(body, { status: response.status, headers: response.headers });
  });
}

/**
 * Asks an address for its status alone.
 *
 * @returns {Promise<{status: number, retryAfterMillis: number}>} status 0 when there is no answer
 */
export async function probe(environment, url, limitMillis, signal) {
  try {
    return await limited(environment, url, {}, limitMillis, signal, async (response) => {
      return { status: response.status, retryAfterMillis: retryAfterMillis(response) };
    });
  } catch {
    return { status: 0, retryAfterMillis: 0 };
  }
}

async function limited(environment, url, options, limitMillis, signal, take) {
  const limit = new AbortController();
  const abort = () => limit.abort();
  const timer = environment.setTimeout(abort, limitMillis);
  signal?.addEventListener('abort', abort);
  try {
    return await take(await environment.fetch(url, { ...options, signal: limit.signal }));
  } catch {
    throw HubError.silence();
  } finally {
    environment.clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    abort(); // what nobody will read is not sent
  }
}

async function array(response) {
  try {
    const documents = parse(await response.text());
    return Array.isArray(documents) ? documents : null;
  } catch {
    return null; // a proxy's page
  }
}
