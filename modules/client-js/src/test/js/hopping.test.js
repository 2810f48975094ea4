import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Documents } from '../../main/resources/dev/tidings/client/documents.js';
import { Follower } from '../../main/resources/dev/tidings/client/follower.js';
import { json, seeded, settle, World } from './world.js';

const EPOCH = 'k3f9k3f9k3f9';

/** A hub with one collection, whose streams can be held back, cut or refused. */
class Hub {
  #world;
  #served = new Map();
  offset = 0;
  log = [];
  documents = new Map();
  isHeldBack = false;
  isAway = false;
  isRefusing = false;

  constructor(world) {
    this.#world = world;
    world.answer = (url, options) => this.#answer(url, options);
  }

  write(id, number) {
    this.offset += 1;
    const version = (this.documents.get(id)?.version ?? 0) + 1;
    this.documents.set(id, { id, version, number });
    this.log.push({ channel: 'tasks', offset: this.offset, event: 'task-updated', data: { id, version, number } });
  }

  /** What streams get when nothing is in the way. */
  deliver() {
    for (const source of this.#world.sources) {
      if (source.readyState === 2) {
        this.#served.delete(source);
      } else if (this.isAway) {
        this.#served.delete(source);
        source.cut();
      } else if (this.isRefusing && !this.#served.has(source)) {
        source.giveUp();
      } else if (!this.isHeldBack) {
        this.#serve(source);
      }
    }
  }

  #serve(source) {
    if (!this.#served.has(source)) {
      const from = Number((source.lastId ?? source.url.split('position=')[1]).split('-')[1]);
      this.#served.set(source, from);
      source.send('connected', { recovered: true, position: `${EPOCH}-${from}` });
    }
    for (const publication of this.log.slice(this.#served.get(source))) {
      source.lastId = `${EPOCH}-${publication.offset}`;
      source.send('task-updated', publication, source.lastId);
      this.#served.set(source, publication.offset);
    }
  }

  #answer(url, { headers }) {
    if (this.isAway) {
      throw new TypeError('away');
    }
    if (url.startsWith('/api/events/')) {
      return json(this.isRefusing ? 503 : 200, {});
    }
    const tag = `"${EPOCH}-${this.offset}"`;
    return headers?.['If-None-Match'] === tag ? json(304) : json(200, [...this.documents.values()], { ETag: tag });
  }
}

test('loses nothing and applies nothing twice, however often it changes its way', async (context) => {
  const seed = Number(process.env.TIDINGS_SEED ?? Date.now()) >>> 0;
  context.diagnostic(`seed ${seed}`);
  for (let round = 0; round < 20; round++) {
    await hop(seed + round);
  }
});

async function hop(seed) {
  const random = seeded(seed);
  const world = new World(random);
  const hub = new Hub(world);
  const documents = new Documents(() => {});
  const states = new Set();
  let last = -1;
  const advance = ({ offset }, isWhole) => {
    assert.ok(isWhole ? offset > last : offset === last + 1, `seed ${seed}: ${offset} after ${last}`);
    last = offset;
  };
  const follower = new Follower({
    collection: 'tasks',
    events: ['task-updated'],
    environment: world.environment,
    listener: {
      state: (state) => states.add(state),
      snapshot: ({ documents: all, position }) => (advance(position, true), documents.replace(all, position)),
      publication: (publication, position) => (advance(position, false), documents.apply(publication, position)),
      loadFailed: (error) => assert.fail(error),
      signedOut: () => assert.fail('signed out'),
    },
  });
  follower.start();
  await settle();
  for (let step = 0; step < 120; step++) {
    hub.isHeldBack = random() < 0.5 ? random() < 0.4 : hub.isHeldBack;
    hub.isAway = random() < 0.15;
    hub.isRefusing = random() < 0.3;
    if (!hub.isAway) {
      hub.write(`t${Math.floor(random() * 6)}`, step);
    }
    if (random() < 0.1) {
      follower.wake(random() < 0.5);
    }
    hub.deliver();
    await world.pass(random() * 6_000);
    assert.ok(world.open <= 1, `seed ${seed}: ${world.open} streams at once`);
  }
  Object.assign(hub, { isHeldBack: false, isAway: false, isRefusing: false });
  for (let step = 0; step < 100; step++) {
    hub.deliver();
    await world.pass(1_000);
  }
  assert.equal(follower.state, 'connected', `seed ${seed}`);
  assert.deepEqual([...states].sort(), ['connected', 'connecting', 'polling', 'reconnecting'], `seed ${seed}`);
  assert.deepEqual(
    documents.ids().map((id) => JSON.stringify(documents.get(id))).sort(),
    [...hub.documents.values()].map((document) => JSON.stringify(document)).sort(),
    `seed ${seed}`,
  );
  follower.close();
  assert.equal(world.timers, 0);
}
