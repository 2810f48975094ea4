import { Alarm } from './alarm.js';
import { Backoff } from './backoff.js';
import { EventLink } from './event-link.js';
import { CollectionReader, probe, request } from './reader.js';

const READ_MILLIS = 10_000;
const POLL_MILLIS = 5_000;
/** A line that was cut comes back by itself after 1 to 3 s; only then it is worth asking. */
const GRACE_MILLIS = 4_000;
const CHECK_MILLIS = 30_000;
/** How far a stream may be behind an answer before it counts as dead. */
const LAG_MILLIS = 3_000;

const TOKEN_EXPIRED = 3003;
const REVOKED = [3500, 3504];

/**
 * Follows one collection, whatever the line does: loads it once, then streams; polls while it can't stream, and keeps
 * trying to stream. One position goes through all of it, so nothing is lost or applied twice when it changes its way.
 *
 * What the browser hides is found out by asking: it does not tell comments, so a stream that is held back somewhere looks
 * like a quiet one. A conditional read every 30 s, on waking up, and after an own write shows whether the stream is behind.
 *
 * States: `connecting` → `connected` ⇄ `reconnecting` ⇄ `polling`; `closed` until started again.
 */
export class Follower {
  #collection;
  #events;
  #environment;
  #listener;
  #reader;
  #backoff;
  #state = 'closed';
  #position = null;
  #link = null;
  #streaming = false;
  #abort = null;
  /** Counts the lives of the log that were seen: an answer that was asked for in an earlier one says nothing. */
  #lives = 0;
  #awaited = null;
  #openAlarm;
  #pollAlarm;
  #checkAlarm;
  #lagAlarm;

  /**
   * @param {{collection: string, events: string[], environment: object, listener: {
   *   state: (state: string, detail: string) => void,
   *   snapshot: (snapshot: {documents: object[], position: import('./position.js').Position, cause: 'load' | 'poll' | 'stream' | 'reset'}) => void,
   *   publication: (publication: object, position: import('./position.js').Position) => void,
   *   loadFailed: (error: import('./hub-error.js').HubError) => void,
   *   signedOut: () => void}}} options `events` are the names of the collection's events
   */
  constructor({ collection, events, environment, listener }) {
    this.#collection = collection;
    this.#events = events;
    this.#environment = environment;
    this.#listener = listener;
    this.#reader = new CollectionReader(collection, environment);
    this.#backoff = new Backoff(environment.random);
    this.#openAlarm = new Alarm(environment, () => this.#open());
    this.#pollAlarm = new Alarm(environment, () => this.#poll());
    this.#checkAlarm = new Alarm(environment, () => this.#check(READ_MILLIS));
    this.#lagAlarm = new Alarm(environment, () => this.#fellBehind());
  }

  /** The position of what the listener was told. */
  get position() {
    return this.#position;
  }

  get state() {
    return this.#state;
  }

  /** Begins, or goes on from where it was closed. */
  start() {
    if (this.#abort) {
      return;
    }
    this.#abort = new AbortController();
    this.#backoff.reset();
    this.#show('connecting');
    if (this.#position) {
      this.#open();
      this.#pollAlarm.set(GRACE_MILLIS);
    } else {
      this.#load();
    }
  }

  /** Ends everything that is under way. */
  close(detail = '') {
    this.#abort?.abort();
    this.#abort = null;
    this.#streaming = false;
    this.#unlink();
    this.#lagAlarm.cancel();
    this.#awaited = null;
    this.#pollAlarm.cancel();
    this.#show('closed', detail);
  }

  /** Says that the log has reached a position, as an own write's answer tells; a live stream should get there soon. */
  expect(position) {
    if (this.#streaming && position && !this.#isReached(position)) {
      this.#await(position, null);
    }
  }

  /**
   * The page came back to life, or the network did: looks at once.
   *
   * @param {boolean} slept whether time went by unseen, so that the line may be dead without saying so
   */
  wake(slept = false) {
    if (!this.#abort || this.#state === 'connecting') {
      return;
    }
    this.#backoff.reset();
    if (this.#streaming && !slept) {
      this.#check(LAG_MILLIS);
    } else {
      this.#streaming = false;
      this.#open();
      this.#pollAlarm.set(0);
    }
  }

  async #load() {
    const answer = await this.#ask(READ_MILLIS);
    if (!answer) {
      return;
    }
    if (answer.error) {
      this.close();
      this.#listener.loadFailed(answer.error);
      return;
    }
    this.#take(answer, 'load');
    this.#open();
    if (this.#environment.remembered() === 'polling') {
      this.#show('polling');
      this.#pollAlarm.set(POLL_MILLIS);
    }
  }

  /** A conditional read; null when it was overtaken, and 401 ends everything. */
  async #ask(limitMillis) {
    const { signal } = this.#abort;
    const lives = this.#lives;
    const isOld = () => signal.aborted || lives !== this.#lives;
    try {
      const answer = await this.#reader.read(this.#position, limitMillis, signal);
      return isOld() ? null : answer;
    } catch (error) {
      if (signal.aborted) {
        return null;
      }
      if (error.status === 401) {
        this.#signedOut();
        return null;
      }
      return { error };
    }
  }

  /** Tells the listener of a whole state, unless it has it, or a newer one. */
  #take({ documents, position }, cause) {
    if (documents === null || this.#isReached(position)) {
      return;
    }
    const isOtherLife = this.#position !== null && !position.isOfEpochOf(this.#position);
    if (isOtherLife) {
      this.#lives += 1;
    }
    this.#position = position;
    this.#listener.snapshot({ documents, position, cause: isOtherLife ? 'reset' : cause });
  }

  #isReached(position) {
    return this.#position !== null && this.#position.hasReached(position);
  }

  // Streaming

  #open() {
    this.#unlink();
    if (!this.#environment.EventSource) {
      this.#pollAlarm.set(0);
      return;
    }
    this.#link = new EventLink(this.#streamUrl(), this.#events, this.#environment, {
      connected: (data) => this.#connected(data),
      snapshot: (documents, position) => this.#snapshot(documents, position),
      reset: () => {}, // its snapshot follows, and says it by its epoch or its gap
      publication: (publication, position) => this.#publication(publication, position),
      disconnect: (data) => this.#disconnected(data),
      interrupted: () => this.#interrupted(GRACE_MILLIS),
      over: (gaveUp) => this.#over(gaveUp),
    });
  }

  #streamUrl() {
    return `/api/events/${encodeURIComponent(this.#collection)}?envelope=1&position=${this.#position}`;
  }

  #unlink() {
    this.#openAlarm.cancel();
    this.#checkAlarm.cancel();
    this.#link?.close();
    this.#link = null;
  }

  #connected({ recovered }) {
    this.#streaming = true;
    this.#backoff.reset();
    this.#pollAlarm.cancel();
    this.#checkAlarm.set(CHECK_MILLIS);
    this.#environment.remember('stream');
    if (recovered) {
      this.#show('connected');
    }
  }

  /** Comes where the stream could not go on from the position that it was given, or not without a gap. */
  #snapshot(documents, position) {
    if (position && Array.isArray(documents)) {
      this.#take({ documents, position }, 'reset');
    }
    this.#show('connected');
  }

  #publication(publication, position) {
    const previous = typeof publication.prev === 'number' ? publication.prev : publication.offset - 1;
    if (!position || !position.isOfEpochOf(this.#position) || previous > this.#position.offset) {
      this.#resynchronise(); // something came before that this page has no ear for
    } else if (position.offset > this.#position.offset) {
      this.#position = position;
      this.#listener.publication(publication, position);
    }
  }

  #interrupted(graceMillis) {
    this.#streaming = false;
    this.#checkAlarm.cancel();
    if (this.#state !== 'polling') {
      this.#show('reconnecting');
    }
    if (!this.#pollAlarm.isSet) {
      this.#pollAlarm.set(graceMillis);
    }
  }

  #over(gaveUp) {
    this.#link = null;
    this.#interrupted(0);
    if (gaveUp) {
      this.#askWhy();
    } else {
      this.#openAlarm.set(this.#backoff.next());
    }
  }

  /** The browser gave up without saying why: the status tells whether coming back makes sense. */
  async #askWhy() {
    const { signal } = this.#abort;
    const delay = this.#backoff.next();
    const { status, retryAfterMillis } = await probe(this.#environment, this.#streamUrl(), READ_MILLIS, signal);
    if (signal.aborted || this.#link) {
      return;
    }
    if (status === 204) {
      this.close('The hub asked this page to stop following.');
    } else if (status === 401) {
      this.#refresh();
    } else {
      this.#openAlarm.set(Math.max(delay, retryAfterMillis));
    }
  }

  #disconnected({ code, reason, reconnect }) {
    this.#interrupted(GRACE_MILLIS);
    if (code === TOKEN_EXPIRED || REVOKED.includes(code)) {
      this.#unlink();
      this.#refresh(code);
    } else if (reconnect === false) {
      this.close(`The hub ended the stream: ${reason} (${code}).`);
    }
    // else the browser comes back by itself, when the hub told it to
  }

  /** Asks for the session, which renews it; without one, somebody has to sign in. */
  async #refresh(code = 0) {
    const { signal } = this.#abort;
    const { status } = await probe(this.#environment, '/api/session', READ_MILLIS, signal);
    if (signal.aborted || this.#link) {
      return;
    }
    if (status === 401) {
      this.#signedOut();
    } else if (REVOKED.includes(code)) {
      this.close(`The hub ended the stream (${code}).`);
    } else {
      this.#openAlarm.set(this.#backoff.next());
    }
  }

  #signedOut() {
    this.close();
    this.#listener.signedOut();
  }

  // Polling

  async #poll() {
    const answer = await this.#ask(READ_MILLIS);
    if (!this.#abort) {
      return;
    }
    let wait = POLL_MILLIS;
    if (answer?.error) {
      wait = Math.max(wait, answer.error.retryAfterMillis);
      if (!this.#streaming) {
        this.#show('reconnecting');
      }
    } else if (answer) {
      this.#take(answer, 'poll');
      this.#polled();
    }
    if (!this.#streaming) {
      this.#pollAlarm.set(wait);
    }
  }

  #polled() {
    if (!this.#streaming) {
      this.#show('polling');
      this.#environment.remember('polling');
    }
  }

  // Watching the stream

  async #check(limitMillis) {
    const answer = await this.#ask(limitMillis);
    if (!this.#abort || !this.#streaming) {
      return;
    }
    this.#checkAlarm.set(CHECK_MILLIS);
    if (answer?.error) {
      if (answer.error.status === 0) {
        this.#resynchronise();
      }
    } else if (answer?.documents && !this.#isReached(answer.position)) {
      this.#await(answer.position, answer);
    }
  }

  #await(position, answer) {
    if (!this.#awaited || position.hasReached(this.#awaited.position)) {
      this.#awaited = { position, answer };
    }
    if (!this.#lagAlarm.isSet) {
      this.#lagAlarm.set(LAG_MILLIS);
    }
  }

  #fellBehind() {
    const { position, answer } = this.#awaited;
    this.#awaited = null;
    if (!this.#streaming || this.#isReached(position)) {
      return;
    }
    if (answer) {
      this.#take(answer, 'poll');
    }
    this.#resynchronise();
  }

  /** The stream can't be trusted: begins another, and polls meanwhile. */
  #resynchronise() {
    this.#unlink();
    this.#interrupted(0);
    this.#openAlarm.set(this.#backoff.next());
  }

  #show(state, detail = '') {
    if (state !== this.#state || detail !== '') {
      this.#state = state;
      this.#listener.state(state, detail);
    }
  }
}
