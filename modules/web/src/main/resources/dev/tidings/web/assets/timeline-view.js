import { element, initial, tint } from './elements.js';

const MAX_ENTRIES = 200;
/** More than so many at once are shown, and not read out. */
const MAX_READ_OUT = 5;

const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const TIME = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

/** Shows a timeline, the newest first, with a heading for each day. */
export class TimelineView {
  #list;
  #empty;
  #firstDay = '';

  /** @param {HTMLElement} list an `ol` inside a live region @param {HTMLElement} empty shown while there is nothing */
  constructor(list, empty) {
    this.#list = list;
    this.#empty = empty;
  }

  /** As the timeline gives them. */
  show(entries, isNew) {
    const region = this.#list.parentElement;
    region.setAttribute('aria-busy', String(!isNew || entries.length > MAX_READ_OUT));
    if (!isNew) {
      this.#list.replaceChildren();
      this.#firstDay = '';
    }
    for (const entry of entries) {
      this.#add(entry, isNew);
    }
    while (this.#list.children.length > MAX_ENTRIES) {
      this.#list.lastElementChild.remove();
    }
    this.#empty.hidden = this.#list.children.length > 0;
    region.setAttribute('aria-busy', 'false');
  }

  #add(entry, isNew) {
    const day = DAY.format(entry.time);
    if (day !== this.#firstDay) {
      this.#firstDay = day;
      this.#list.prepend(element('li', { className: 'day' }, element('h3', {}, day)));
    }
    this.#list.firstElementChild.after(row(entry, isNew));
  }
}

function row(entry, isNew) {
  const time = element(
    'time',
    { dateTime: entry.time.toISOString(), title: FULL.format(entry.time) },
    TIME.format(entry.time),
  );
  const lines = entry.sentences.map((parts, index) =>
    element('p', {}, ...(index === 0 ? [element('strong', {}, element('bdi', {}, entry.author)), ' '] : []), ...parts.map(part)),
  );
  const avatar = element('span', { className: `avatar tint-${tint(entry.author)}`, ariaHidden: 'true' }, initial(entry.author));
  const className = isNew ? 'entry fresh' : 'entry';
  return element('li', { className }, avatar, element('div', { className: 'words' }, ...lines), time);
}

function part({ text, quoted, strong }) {
  if (quoted) {
    return element('q', {}, element('bdi', {}, text));
  }
  return strong ? element('b', {}, element('bdi', {}, text)) : text;
}
