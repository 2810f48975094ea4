import { setText } from './elements.js';
import { TaskRow } from './task-row.js';

/** Changes that come within this time are shown together. */
const FRAME_MILLIS = 16;
const PAGE_ROWS = 500;

/**
 * The tasks on the page, the newest first. Only rows whose task changed are touched, and only the newest few hundred are
 * there until somebody asks for more, so thousands of tasks don't freeze it.
 */
export class TaskList {
  #documents;
  #parts;
  #acts;
  #rows = new Map();
  #changed = new Set();
  #timer = 0;
  #limit = PAGE_ROWS;
  #shown;

  /**
   * @param {import('/client/documents.js').Documents} documents
   * @param {{list: HTMLElement, empty: HTMLElement, more: HTMLElement, count: HTMLElement, adding: HTMLElement}} parts of
   *     the page
   * @param {object} acts see TaskRow
   * @param {() => void} shown is called after each time that something was shown
   */
  constructor(documents, parts, acts, shown) {
    this.#documents = documents;
    this.#parts = parts;
    this.#acts = acts;
    this.#shown = shown;
    parts.more.addEventListener('click', () => {
      this.#limit += PAGE_ROWS;
      this.#arrange();
    });
  }

  /** These tasks may look different now; they are shown soon. */
  changed(ids) {
    for (const id of ids) {
      this.#changed.add(id);
    }
    if (this.#timer === 0) {
      this.#timer = setTimeout(() => this.#show(), FRAME_MILLIS);
    }
  }

  #show() {
    this.#timer = 0;
    let isSame = true;
    for (const id of this.#changed) {
      const task = this.#documents.get(id);
      const row = this.#rows.get(id);
      if (task && row) {
        row.update(task, this.#documents.isPending(id));
      } else if (task || row) {
        isSame = false;
      }
    }
    this.#changed.clear();
    if (!isSame) {
      this.#arrange();
    }
    this.#count();
    this.#shown();
  }

  /** Makes the rows those of the newest tasks, in their order, and moves none that is where it belongs. */
  #arrange() {
    const ids = this.#documents.ids().reverse();
    const wanted = new Set(ids.slice(0, this.#limit));
    const focused = document.activeElement;
    this.#removeRows(wanted, focused);
    let next = this.#parts.list.firstElementChild;
    for (const id of wanted) {
      const row = this.#rows.get(id) ?? this.#make(id);
      if (row.element === next) {
        next = next.nextElementSibling;
      } else {
        this.#parts.list.insertBefore(row.element, next);
      }
    }
    if (focused !== document.activeElement && this.#parts.list.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
    this.#parts.more.hidden = ids.length <= this.#limit;
    setText(this.#parts.more, `Show more (${ids.length - wanted.size})`);
  }

  #make(id) {
    const row = new TaskRow(this.#acts);
    row.element.dataset.id = id;
    row.update(this.#documents.get(id), this.#documents.isPending(id));
    this.#rows.set(id, row);
    return row;
  }

  /** Removes the rows of tasks that are gone; the focus goes from one of them to its neighbour. */
  #removeRows(wanted, focused) {
    for (const [id, row] of this.#rows) {
      if (wanted.has(id)) {
        continue;
      }
      const neighbour = row.element.nextElementSibling ?? row.element.previousElementSibling;
      const hadFocus = row.element.contains(focused);
      this.#rows.delete(id);
      row.element.remove();
      if (hadFocus) {
        const other = this.#rows.get(neighbour?.dataset.id);
        other ? other.focusLike(focused) : this.#parts.adding.focus();
      }
    }
  }

  #count() {
    const ids = this.#documents.ids();
    const open = ids.filter((id) => !this.#documents.get(id).done).length;
    setText(this.#parts.count, ids.length === 0 ? '' : `${open} open of ${ids.length}`);
    this.#parts.empty.hidden = ids.length > 0;
  }
}
