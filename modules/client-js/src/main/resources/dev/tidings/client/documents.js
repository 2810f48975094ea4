import { isObject, merged } from './safe.js';

/**
 * The documents of a collection as the user is to see them: what the hub said, and own writes laid over it until the hub
 * has said them too.
 *
 * What the hub said is kept as it came, the fold of the channel up to one position. An own write is a *layer* over one
 * document: at first what the user wants, then what the hub answered, and gone once the channel brought it, or it failed.
 */
export class Documents {
  #said = new Map();
  /** id → layers, the oldest first. */
  #layers = new Map();
  #changed;

  /** @param {(ids: Iterable<string>) => void} changed is told which documents may look different now */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @returns {object | null} as the user is to see it; not to be written to */
  get(id) {
    let document = this.#said.get(id) ?? null;
    for (const layer of this.#layers.get(id) ?? []) {
      document = layer.over(document);
    }
    return document;
  }

  /** Whether an own write of it has not been answered. */
  isPending(id) {
    return (this.#layers.get(id) ?? []).some((layer) => layer.isPending);
  }

  /** @returns {string[]} in order of creation, own new ones last */
  ids() {
    const all = [...this.#said.keys()];
    for (const id of this.#layers.keys()) {
      if (!this.#said.has(id)) {
        all.push(id);
      }
    }
    return all.filter((id) => this.get(id) !== null);
  }

  /** Takes a whole state of the hub, at a position. */
  replace(documents, position) {
    const touched = new Set([...this.#said.keys(), ...this.#layers.keys()]);
    const before = this.#said;
    this.#said = new Map();
    for (const document of documents) {
      if (isObject(document) && typeof document.id === 'string') {
        this.#said.set(document.id, document);
        if (before.get(document.id)?.version === document.version) {
          touched.delete(document.id);
        } else {
          touched.add(document.id);
        }
      }
    }
    for (const id of [...this.#layers.keys()]) {
      touched.add(id);
      this.#drop(id, (layer) => layer.isOlderThanAll(position));
    }
    this.#changed(touched);
  }

  /** Takes one publication of the hub. */
  apply({ data }, position) {
    if (!isObject(data) || typeof data.id !== 'string') {
      return;
    }
    const { id } = data;
    if (isDeletion(data)) {
      this.#said.delete(id);
      this.#drop(id, (layer) => layer.isOlderThan(data.version));
    } else if (!(this.#said.get(id)?.version > data.version)) {
      this.#said.set(id, data);
    }
    this.#drop(id, (layer) => layer.isSaid(this.#said.get(id), position));
    this.#changed([id]);
  }

  /**
   * Lays an own write over a document.
   *
   * @param {string} id
   * @param {object | null} change the members that it gives the document, with the id for a new one; null = deletes it
   * @returns {{answered: Function, failed: Function}} to be told how it went, once
   */
  lay(id, change) {
    const layer = new Layer(change);
    this.#layers.set(id, [...(this.#layers.get(id) ?? []), layer]);
    this.#changed([id]);
    const remove = () => {
      this.#drop(id, (each) => each === layer);
      this.#changed([id]);
    };
    return {
      /** The hub took it: this is the document now (null = deleted), at this position of the channel. */
      answered: (document, position, reached) => {
        layer.answer(document, position);
        if (layer.isSaid(this.#said.get(id), reached)) {
          remove();
        } else {
          this.#changed([id]);
        }
      },
      /** The hub did not; `current` is the document as it is, if the hub said so. */
      failed: (current, reached) => {
        if (current === null) {
          remove();
          return;
        }
        layer.answer(current, null);
        if (layer.isSaid(this.#said.get(id), reached)) {
          remove();
        } else {
          this.#changed([id]);
        }
      },
    };
  }

  #drop(id, isGone) {
    const layers = this.#layers.get(id)?.filter((layer) => !isGone(layer)) ?? [];
    if (layers.length === 0) {
      this.#layers.delete(id);
    } else {
      this.#layers.set(id, layers);
    }
  }
}

/** One own write over one document. */
class Layer {
  #change;
  #document = null;
  #position = null;
  isPending = true;

  constructor(change) {
    this.#change = change;
  }

  answer(document, position) {
    this.#document = document;
    this.#position = position;
    this.isPending = false;
  }

  over(below) {
    if (!this.isPending) {
      return this.#document !== null && below !== null && below.version > this.#document.version
        ? below
        : this.#document;
    }
    if (this.#change === null || (below === null && !('id' in this.#change))) {
      return null; // deleted, by this write or below it
    }
    return merged(below ?? {}, this.#change);
  }

  /** Whether it is an answer that a later version overtook. */
  isOlderThan(version) {
    return !this.isPending && this.#document !== null && this.#document.version < version;
  }

  /** Whether it is an answer that a whole state at a position holds, or can't be told from one that it holds. */
  isOlderThanAll(position) {
    return !this.isPending && (this.#position === null || !isAfter(this.#position, position));
  }

  /** Whether the hub's own word covers it. */
  isSaid(said, reached) {
    if (this.isPending) {
      return false;
    }
    if (this.#position !== null) {
      return !isAfter(this.#position, reached);
    }
    return this.#document === null ? said === undefined : said !== undefined && said.version >= this.#document.version;
  }
}

/** Whether a position is still to come, as seen from another; one of another life never comes. */
function isAfter(position, reached) {
  return reached !== null && position.isOfEpochOf(reached) && position.offset > reached.offset;
}

/** A deletion is told by id and version alone; every document has more. */
export function isDeletion(data) {
  const keys = Object.keys(data);
  return keys.length === 2 && 'id' in data && 'version' in data;
}
