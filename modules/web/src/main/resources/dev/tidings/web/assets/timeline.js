// The timeline: who changed what and when, read from the channel's history and then kept up with the stream.

import { Alarm } from '/client/alarm.js';
import { isDeletion } from '/client/documents.js';
import { Position } from '/client/position.js';
import { request } from '/client/reader.js';
import { isObject, parse } from '/client/safe.js';
import { author, sentences } from './words.js';

const REACH = 100;
const READ_MILLIS = 10_000;
const AGAIN_MILLIS = 5_000;

/**
 * The publications of a channel as entries, each once and in order. Live ones are taken when they follow on; whatever was
 * missed is read from the history, up to the last hundred.
 */
export class Timeline {
  #url;
  #environment;
  #show;
  #position = null;
  #target = null;
  #reading = null;
  #before = new Map();
  #again;

  /**
   * @param {string} channel
   * @param {object} environment
   * @param {(entries: object[], isNew: boolean) => void} show is given entries, the oldest first; not new = in place of all
   *     that were given before
   */
  constructor(channel, environment, show) {
    this.#url = `/api/channels/${encodeURIComponent(channel)}/publications`;
    this.#environment = environment;
    this.#show = show;
    this.#again = new Alarm(environment, () => this.#read());
  }

  /** The log has reached a position: reads what leads there. */
  catchUp(position) {
    this.#target = position;
    this.#read();
  }

  /** Takes a live publication. */
  take(publication, position) {
    const follows = position.isOfEpochOf(this.#position) && position.offset === this.#position.offset + 1;
    if (follows && !this.#reading) {
      this.#position = position;
      this.#show([this.#entry(publication)], true);
    } else {
      this.catchUp(position);
    }
  }

  close() {
    this.#again.cancel();
    this.#reading?.abort();
    this.#reading = null;
  }

  async #read() {
    if (this.#reading) {
      return;
    }
    const reading = new AbortController();
    this.#reading = reading;
    this.#again.cancel();
    try {
      while (!this.#position?.hasReached(this.#target)) {
        await this.#page(reading.signal);
      }
    } catch {
      if (!reading.signal.aborted) {
        this.#again.set(AGAIN_MILLIS); // no answer, or no history just now
      }
    } finally {
      if (this.#reading === reading) {
        this.#reading = null;
      }
    }
  }

  async #page(signal) {
    const target = this.#target;
    const goesOn = target.isOfEpochOf(this.#position) && target.offset - this.#position.offset <= REACH;
    const since = goesOn ? this.#position : new Position(target.epoch, Math.max(0, target.offset - REACH));
    const url = `${this.#url}?since=${since}&limit=${REACH}`;
    const response = await request(this.#environment, url, {}, READ_MILLIS, signal);
    const page = response.ok ? parse(await response.text()) : null;
    const position = Position.parse(page?.position);
    if (signal.aborted || !position || !Array.isArray(page.publications)) {
      throw new Error('no history');
    }
    if (!goesOn || !page.recovered) {
      this.#before.clear();
    }
    const entries = page.publications.map((publication) => this.#entry(publication));
    // where the history has been cut, there may be less than was asked for
    this.#position = page.publications.length === 0 && position.isOfEpochOf(target) ? target : position;
    this.#show(entries, goesOn && page.recovered);
    if (!position.isOfEpochOf(target) && target === this.#target) {
      this.#target = position; // the log began anew meanwhile; the stream will say where it is
    }
  }

  #entry(publication) {
    const data = isObject(publication.data) ? publication.data : {};
    const before = this.#before.get(data.id);
    if (isDeletion(data)) {
      this.#before.delete(data.id);
    } else {
      this.#before.set(data.id, data);
    }
    return {
      offset: publication.offset,
      time: new Date(publication.time),
      author: author(publication),
      sentences: sentences({ event: String(publication.event), data }, before),
    };
  }
}
