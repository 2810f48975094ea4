// What the page knows of the collections, and how it asks for them and changes them.

/** The hub refused, or could not be asked: `status` 0. `fields` holds what is wrong with which field of the body. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? 'The hub cannot be reached.');
    this.status = status;
    this.code = problem.code ?? '';
    this.current = problem.current;
    this.fields = new Map((problem.errors ?? []).map(({pointer, detail}) => [pointer.split('/')[1] ?? '', detail]));
  }
}

/** Sends one request; a refusal when the answer isn't a success. */
async function send(method, url, headers, body) {
  let answer;
  try {
    answer = await fetch(url, {method, headers, body, cache: 'no-store'});
  } catch {
    throw new Refusal(0, {});
  }
  if (!answer.ok && answer.status !== 304) {
    throw new Refusal(answer.status, await answer.json().catch(() => ({title: `The hub answered ${answer.status}.`})));
  }
  return answer;
}

/** Changes something, once, even when it has to be asked twice: a repeat carries the same key. */
async function write(method, url, document, version) {
  const headers = {'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID()};
  if (version !== undefined) {
    headers['If-Match'] = `"${version}"`;
  }
  const body = document === undefined ? undefined : JSON.stringify(document);
  try {
    return await send(method, url, headers, body);
  } catch (refusal) {
    // Nobody knows whether it was done.
    if (refusal.status === 0 || refusal.status === 504) {
      return await send(method, url, headers, body);
    }
    throw refusal;
  }
}

/** The documents of one collection as this page has them. */
export class Stock {
  #url;
  #documents = new Map();
  #tag = '';
  #loads = 0;
  #touched = new Set();

  constructor(collection) {
    this.#url = `/api/${collection}`;
  }

  /** In the order of creation. */
  get all() {
    return [...this.#documents.values()];
  }

  get(id) {
    return this.#documents.get(id);
  }

  /**
   * Fetches the whole collection. What an event changes meanwhile is newer than the answer may be, and stays; of two answers
   * that cross, only that to the later question counts.
   */
  async load() {
    const load = ++this.#loads;
    this.#touched.clear();
    const answer = await send('GET', this.#url, this.#tag === '' ? {} : {'If-None-Match': this.#tag});
    if (answer.status === 304 || load !== this.#loads) {
      return;
    }
    const list = await answer.json();
    if (load !== this.#loads) {
      return;
    }
    const next = new Map(list.map((document) => [document.id, document]));
    for (const id of this.#touched) {
      const known = this.#documents.get(id);
      if (known === undefined) {
        next.delete(id);
      } else {
        next.set(id, known);
      }
    }
    this.#documents = next;
    this.#tag = answer.headers.get('ETag') ?? '';
  }

  /** An event told of a document as it is now. */
  put(document) {
    this.#changed(document.id);
    this.#documents.set(document.id, document);
  }

  /** An event told that it is gone. */
  remove(id) {
    this.#changed(id);
    this.#documents.delete(id);
  }

  #changed(id) {
    this.#touched.add(id);
    this.#tag = ''; // What is here is no answer that a tag names any more.
  }

  async create(document) {
    await write('POST', this.#url, document);
  }

  /** Changes the document that this page shows: if another is there by now, the hub refuses. */
  async change(id, patch) {
    await write('PATCH', this.#one(id), patch, this.#documents.get(id)?.version);
  }

  /** Sets what depends on what is there: again with what the hub has when somebody was faster. */
  async adjust(id, patchFor) {
    let current = this.#documents.get(id);
    for (let tries = 0; ; tries++) {
      try {
        await write('PATCH', this.#one(id), patchFor(current), current.version);
        return;
      } catch (refusal) {
        if (refusal.status !== 412 || refusal.current === undefined || tries === 3) {
          throw refusal;
        }
        current = refusal.current;
      }
    }
  }

  async delete(id) {
    await write('DELETE', this.#one(id));
  }

  #one(id) {
    return `${this.#url}/${encodeURIComponent(id)}`;
  }
}
