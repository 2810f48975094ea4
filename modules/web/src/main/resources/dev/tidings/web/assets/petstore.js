// The pet store: forms write, streams tell, lists show.

import {Refusal, Stock} from './petstore-stock.js';
import {COLLECTIONS, linesOf} from './petstore-streams.js';
import * as view from './petstore-view.js';

const NOTIFICATIONS_SHOWN = 20;
const HINTS = {
  multiplexed: 'One EventSource carries all four channels under one cursor.',
  separate: 'An EventSource for each channel. Over HTTP/1.1 a browser keeps at most six connections to a host: a second tab like this would wait.',
  polling: 'This browser has no EventSource: the page asks every 5 s, and says what it has by ETag.',
};

const stocks = Object.fromEntries(COLLECTIONS.map((collection) => [collection, new Stock(collection)]));
const states = new Map();
const due = new Set();
let lines = new Map();
let loaded = false;

/** Shows one collection with the next frame, however often it changes until then. */
function show(collection) {
  if (due.size === 0) {
    requestAnimationFrame(() => {
      due.forEach((name) => shows[name]());
      due.clear();
    });
  }
  due.add(collection);
}

const shows = {
  pets: () => {
    lists.pets.show(stocks.pets.all);
    view.showChoices(stocks.pets.all);
    lists.orders.show(stocks.orders.all.reverse());
  },
  orders: () => lists.orders.show(stocks.orders.all.reverse()),
  inventory: () => lists.inventory.show(stocks.inventory.all),
  notifications: () => lists.notifications.show(stocks.notifications.all.slice(-NOTIFICATIONS_SHOWN).reverse()),
};

/** Fetches collections anew: at the start, after each reconnect, and when polling. True when all came. */
async function refetch(collections) {
  try {
    await Promise.all(collections.map((collection) => stocks[collection].load()));
    collections.forEach(show);
    if (!states.has('whole list')) {
      view.showTally(stocks.pets.all); // No stream brings it.
    }
    loaded = true;
    view.showFailure(null);
    return true;
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    if (!loaded || refusal.status === 401) {
      view.showFailure(refusal);
    }
    return false;
  }
}

const page = {
  refetch,
  state: (line, name, why) => {
    states.set(line, {name, why});
    view.showLines(states);
  },
  event: (line, collection, type, data) => {
    view.showEvent(line, type, data);
    if (type.endsWith('-deleted')) {
      stocks[collection].remove(data.id);
    } else {
      stocks[collection].put(data);
    }
    show(collection);
  },
  whole: (pets) => {
    view.showTally(pets);
    view.showEvent('whole list', 'message', `${pets.length} pets`);
  },
};

function close() {
  lines.forEach((line) => line.close());
  states.clear();
}

function listen(mode) {
  close();
  lines = linesOf(mode, page);
  document.getElementById('mode-hint').textContent = HINTS[lines.has('polling') ? 'polling' : mode];
  lines.forEach((line) => line.open());
}

/** Does what a row or a form asks for. A page that polls asks for the outcome itself. */
async function act(what, collection, done, refused) {
  try {
    await what();
    view.say(done);
    if (lines.has('polling')) {
      await refetch([collection]);
    }
    return true;
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) {
      throw refusal;
    }
    show(collection);
    if (refused !== undefined) {
      refused(refusal);
    } else {
      view.say(refusal.status === 412 ? 'Somebody else changed it meanwhile.' : refusal.message, true);
    }
    return false;
  }
}

const petName = (id) => view.nameOf(stocks.pets.get(id) ?? {id});

const lists = view.listsOf(
  {
    setStatus: (id, status) =>
      act(() => stocks.pets.change(id, {status}), 'pets', `${petName(id)} is ${status}.`),
    deletePet: (id) => act(() => stocks.pets.delete(id), 'pets', `${petName(id)} is gone.`),
    advance: (id, status) =>
      act(() => stocks.orders.change(id, {status, complete: status === 'delivered'}), 'orders', `The order is ${status}.`),
    adjust: (id, by) =>
      act(
        () => stocks.inventory.adjust(id, (item) => ({quantity: (item.quantity ?? 0) + by})),
        'inventory',
        `${view.nameOf(stocks.inventory.get(id))}: ${by > 0 ? 'one more' : 'one less'}.`,
      ),
  },
  petName,
);

/** Blank stays out; what reads as a number is one: the hub judges the rest. */
const number = (value) => (value === '' ? undefined : Number.isNaN(Number(value)) ? value : Number(value));

/** @param documentOf makes the document of the form's fields */
function form(id, collection, documentOf, done) {
  const element = document.getElementById(id);
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    view.clearRefusal(element);
    const fields = Object.fromEntries([...new FormData(element)].map(([name, value]) => [name, value.trim()]));
    const created = await act(
      () => stocks[collection].create(documentOf(fields)),
      collection,
      done(fields),
      (refusal) => view.showRefusal(element, refusal),
    );
    if (created) {
      element.reset();
      if (element.contains(document.activeElement)) {
        element.querySelector('input, select').focus();
      }
    }
  });
}

form(
  'add-pet',
  'pets',
  ({name, category, price}) => ({
    name: name || undefined,
    category: category || undefined,
    price: number(price),
    status: 'available',
  }),
  ({name}) => `${name || 'A pet'} was added.`,
);
form(
  'place-order',
  'orders',
  ({petId, quantity}) => ({petId, quantity: number(quantity), status: 'placed', complete: false}),
  ({petId, quantity}) => `Ordered ${quantity} × ${petName(petId)}.`,
);
form(
  'add-item',
  'inventory',
  ({item, quantity}) => ({item: item || undefined, quantity: number(quantity)}),
  ({item, quantity}) => `${quantity} × ${item} in stock.`,
);
form(
  'notify',
  'notifications',
  ({message, level}) => ({title: 'Pet store', message, level, read: false}),
  () => 'Everybody was told.',
);

const chosen = new URLSearchParams(location.search).get('streams') === 'separate' ? 'separate' : 'multiplexed';
document.querySelectorAll('input[name=mode]').forEach((input) => {
  input.checked = input.value === chosen;
  input.addEventListener('change', () => {
    history.replaceState(null, '', `?streams=${input.value}`);
    listen(input.value);
  });
});
document.getElementById('retry').addEventListener('click', () => refetch(COLLECTIONS));
document.getElementById('clear').addEventListener('click', view.clearEvents);
addEventListener('pagehide', close);
addEventListener('pageshow', (event) => {
  if (event.persisted) {
    listen(document.querySelector('input[name=mode]:checked').value);
  }
});
listen(chosen);
