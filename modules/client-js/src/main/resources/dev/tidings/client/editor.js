import { HubError } from './hub-error.js';

/**
 * Changes documents at once on the screen and then at the hub. Each write says which version its author saw: when the
 * document is another by now, the hub refuses it, the screen goes back to what the hub says, and the caller is told. Writes
 * of one document go out one after another, each on top of the one before.
 */
export class Editor {
  #documents;
  #writer;
  #follower;
  /** id → the last write of it that is under way. */
  #last = new Map();

  /**
   * @param {import('./documents.js').Documents} documents what is shown
   * @param {import('./writer.js').Writer} writer
   * @param {import('./follower.js').Follower} follower of the same collection
   */
  constructor(documents, writer, follower) {
    this.#documents = documents;
    this.#writer = writer;
    this.#follower = follower;
  }

  /** @param {object} document with an id of its own @returns {Promise<object>} as the hub keeps it; fails with a HubError */
  create(document) {
    return this.#write(document.id, document, null, () => this.#writer.create(document));
  }

  /** @param {number | null} version what the author saw; null while the hub has not said one @returns as {@link create} */
  patch(id, change, version) {
    return this.#write(id, change, version, (seen) => this.#writer.patch(id, change, seen));
  }

  /** @returns {Promise<null>} fails with a HubError */
  delete(id, version) {
    return this.#write(id, null, version, (seen) => this.#writer.delete(id, seen));
  }

  #write(id, change, version, send) {
    const layer = this.#documents.lay(id, change);
    const writing = this.#send(this.#last.get(id), version, send, layer);
    this.#last.set(id, writing);
    const done = () => {
      if (this.#last.get(id) === writing) {
        this.#last.delete(id);
      }
    };
    writing.then(done, done);
    return writing;
  }

  async #send(before, version, send, layer) {
    try {
      const { document, position } = await send(await basis(before, version));
      layer.answered(document, position, this.#follower.position);
      this.#follower.expect(position);
      return document;
    } catch (failure) {
      const error = failure instanceof HubError ? failure : new HubError(String(failure));
      layer.failed(error.current, this.#follower.position);
      throw error;
    }
  }
}

/** The version that a write stands on: that of the write before it, unless that one failed. */
async function basis(before, version) {
  try {
    return (await before)?.version ?? version;
  } catch {
    return version;
  }
}
