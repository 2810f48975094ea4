// How the pet store looks: rows that stay the same elements while their documents change, so that focus stays where it is. What
// comes from the hub becomes text and nothing else.

const EVENTS_SHOWN = 60;
const NOTICE_MILLIS = 6_000;
const NEXT_STATUS = {placed: 'approved', approved: 'delivered'};

const byId = (id) => document.getElementById(id);

const fresh = (template) => byId(template).content.firstElementChild.cloneNode(true);

const text = (row, selector, value) => {
  const element = row.querySelector(selector);
  if (element.textContent !== value) {
    element.textContent = value;
  }
};

const words = (...parts) => parts.filter((part) => part !== undefined && part !== null && part !== '').join(' · ');

const clock = (time) => new Date(time).toLocaleTimeString();

/** A document's own name for people; whatever it is. */
export const nameOf = (document) => String(document?.name ?? document?.item ?? document?.id ?? '?');

/** One list of rows. */
class Rows {
  #list;
  #template;
  #make;
  #fill;
  #rows = new Map();

  /**
   * @param make (row, id) → once for each new row
   * @param fill (row, document) → whenever it is shown
   */
  constructor(list, template, make, fill) {
    this.#list = byId(list);
    this.#template = template;
    this.#make = make;
    this.#fill = fill;
  }

  show(documents) {
    const ids = new Set(documents.map(({id}) => id));
    for (const [id, row] of this.#rows) {
      if (!ids.has(id)) {
        row.remove();
        this.#rows.delete(id);
      }
    }
    documents.forEach((document, at) => {
      const row = this.#rows.get(document.id) ?? this.#add(document.id);
      if (this.#list.children[at] !== row) {
        this.#list.insertBefore(row, this.#list.children[at] ?? null);
      }
      const version = String(document.version);
      if (row.dataset.version !== undefined && row.dataset.version !== version) {
        row.classList.remove('changed');
        void row.offsetWidth; // Lets the animation begin anew.
        row.classList.add('changed');
      }
      row.dataset.version = version;
      this.#fill(row, document);
    });
  }

  #add(id) {
    const row = fresh(this.#template);
    row.dataset.id = id;
    this.#make(row, id);
    this.#rows.set(id, row);
    return row;
  }
}

const onClick = (row, selector, action) => row.querySelector(selector).addEventListener('click', action);

/** @param act what rows ask for: setStatus, deletePet, advance, adjust */
export function listsOf(act, petName) {
  const pets = new Rows(
    'pets',
    'pet-row',
    (row, id) => {
      const status = row.querySelector('.status');
      status.addEventListener('change', () => act.setStatus(id, status.value));
      onClick(row, '.remove', () => act.deletePet(id));
    },
    (row, pet) => {
      text(row, '.name', nameOf(pet));
      text(row, '.detail', words(pet.category, typeof pet.price === 'number' ? pet.price.toFixed(2) : pet.price));
      const status = row.querySelector('.status');
      status.value = pet.status ?? 'available';
      status.dataset.status = status.value;
      status.setAttribute('aria-label', `Status of ${nameOf(pet)}`);
      row.querySelector('.remove').setAttribute('aria-label', `Delete ${nameOf(pet)}`);
    },
  );
  const orders = new Rows(
    'orders',
    'order-row',
    (row, id) => onClick(row, '.advance', () => act.advance(id, NEXT_STATUS[row.dataset.status])),
    (row, order) => {
      const status = String(order.status ?? 'placed');
      row.dataset.status = status;
      text(row, '.name', `${order.quantity ?? 1} × ${petName(order.petId)}`);
      text(row, '.detail', words(order.createdAt && clock(order.createdAt)));
      text(row, '.status', status);
      const next = NEXT_STATUS[status];
      const button = row.querySelector('.advance');
      button.hidden = next === undefined;
      text(row, '.advance', next === 'approved' ? 'Approve' : 'Deliver');
      button.setAttribute('aria-label', `${button.textContent} ${order.quantity ?? 1} × ${petName(order.petId)}`);
    },
  );
  const inventory = new Rows(
    'inventory',
    'inventory-row',
    (row, id) => {
      onClick(row, '.fewer', () => act.adjust(id, -1));
      onClick(row, '.more', () => act.adjust(id, 1));
    },
    (row, item) => {
      text(row, '.name', nameOf(item));
      text(row, '.quantity', String(item.quantity ?? 0));
      row.querySelector('.fewer').setAttribute('aria-label', `One less of ${nameOf(item)}`);
      row.querySelector('.more').setAttribute('aria-label', `One more of ${nameOf(item)}`);
    },
  );
  const notifications = new Rows(
    'notifications',
    'notification-row',
    () => {},
    (row, note) => {
      const level = String(note.level ?? 'info');
      text(row, '.level', level);
      row.querySelector('.level').dataset.level = level;
      text(row, '.name', words(note.title, note.message));
      text(row, '.detail', note.createdAt ? clock(note.createdAt) : '');
    },
  );
  return {pets, orders, inventory, notifications};
}

/** The pets to order from; the choice stays. */
export function showChoices(pets) {
  const select = byId('order-pet');
  const options = new Map([...select.options].map((option) => [option.value, option]));
  const chosen = select.value;
  select.replaceChildren(
    ...pets.map((pet) => {
      const option = options.get(pet.id) ?? new Option('', pet.id);
      option.textContent = nameOf(pet);
      return option;
    }),
  );
  if (pets.some(({id}) => id === chosen)) {
    select.value = chosen;
  }
}

/** How many pets there are of each status, in the array that the whole-list stream sent last. */
export function showTally(pets) {
  const counts = new Map();
  pets.forEach((pet) => {
    const status = String(pet?.status ?? 'available');
    counts.set(status, (counts.get(status) ?? 0) + 1);
  });
  byId('tally').replaceChildren(
    ...[...counts].sort().map(([status, count]) => {
      const item = document.createElement('li');
      item.className = 'badge';
      item.dataset.status = status;
      item.textContent = `${count} ${status}`;
      return item;
    }),
  );
}

/** One event in the log, newest first. */
export function showEvent(line, type, data) {
  const row = fresh('event-row');
  text(row, 'time', new Date().toLocaleTimeString());
  text(row, '.type', type);
  text(row, '.line', line);
  text(row, '.summary', typeof data === 'string' ? data : JSON.stringify(data));
  const list = byId('events');
  list.prepend(row);
  while (list.childElementCount > EVENTS_SHOWN) {
    list.lastElementChild.remove();
  }
}

export function clearEvents() {
  byId('events').replaceChildren();
}

const WORDS = {
  connecting: 'Connecting…',
  connected: 'Connected',
  reconnecting: 'Reconnecting…',
  polling: 'Polling',
  stopped: 'Ended by the hub',
};

/** The state of each line, and of the page: as bad as its worst line. */
export function showLines(states) {
  const list = byId('lines');
  const rows = new Map([...list.children].map((row) => [row.dataset.line, row]));
  list.replaceChildren(
    ...[...states].map(([line, {name, why}]) => {
      const row = rows.get(line) ?? fresh('line-row');
      row.dataset.line = line;
      row.dataset.state = name;
      text(row, '.line', line);
      text(row, '.word', why ? `${WORDS[name]}: ${why}` : WORDS[name]);
      return row;
    }),
  );
  const names = [...states.values()].map(({name}) => name);
  const worst = ['stopped', 'reconnecting', 'connecting', 'polling'].find((name) => names.includes(name)) ?? 'connected';
  const state = byId('state');
  state.dataset.state = worst;
  if (state.textContent !== WORDS[worst]) {
    state.textContent = WORDS[worst];
  }
}

/** What a form was refused for: at the fields it names, and in words below. */
export function showRefusal(form, refusal) {
  const rest = [];
  clearRefusal(form);
  refusal.fields.forEach((detail, field) => {
    const input = form.elements.namedItem(field);
    if (input === null) {
      rest.push(field === '' ? detail : `${field}: ${detail}`);
      return;
    }
    const note = document.createElement('span');
    note.className = 'field-error';
    note.id = `${form.id}-${field}-error`;
    note.textContent = detail;
    input.setAttribute('aria-invalid', 'true');
    input.setAttribute('aria-describedby', note.id);
    input.after(note);
  });
  form.querySelector('.form-error').textContent = refusal.fields.size > 0 && rest.length === 0 ? '' : words(refusal.message, ...rest);
  if (form.contains(document.activeElement)) {
    form.querySelector('[aria-invalid]')?.focus();
  }
}

export function clearRefusal(form) {
  form.querySelectorAll('.field-error').forEach((note) => note.remove());
  form.querySelectorAll('[aria-invalid]').forEach((input) => {
    input.removeAttribute('aria-invalid');
    input.removeAttribute('aria-describedby');
  });
  form.querySelector('.form-error').textContent = '';
}

let noticeTimer = 0;

/** Says for a while what became of an action. */
export function say(message, bad) {
  const notice = byId('notice');
  notice.textContent = message;
  notice.classList.toggle('bad', bad === true);
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => notice.replaceChildren(), NOTICE_MILLIS);
}

/** Loading failed, or works again: null. */
export function showFailure(refusal) {
  byId('failure').hidden = refusal === null;
  if (refusal !== null) {
    const signedOut = refusal.status === 401;
    byId('failure-text').textContent = signedOut
      ? 'You must be signed in.'
      : `Failed to load the initial data. ${refusal.status === 0 ? '' : `${refusal.status}: `}${refusal.message}`;
    byId('sign-in').hidden = !signedOut;
    byId('retry').hidden = signedOut;
  }
}
