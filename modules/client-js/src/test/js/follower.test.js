import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Follower } from '../../main/resources/dev/tidings/client/follower.js';
import { json, settle, World } from './world.js';

const EPOCH = 'k3f9k3f9k3f9';
const OTHER = 'aaaabbbbcccc';

let world;
let follower;
let heard;
let head;

const at = (offset, epoch = EPOCH) => `${epoch}-${offset}`;
const kinds = () => heard.map(([kind, what]) => `${kind} ${what}`);
const states = () => heard.filter(([kind]) => kind === 'state').map(([, what]) => what);
const publish = (offset, source = world.source, epoch = EPOCH) =>
  source.send('task-updated', { channel: 'tasks', offset, event: 'task-updated', data: { id: 'a', version: offset } }, at(offset, epoch));
const greet = (offset, source = world.source) =>
  source.send('connected', { status: 'connected', channel: 'tasks', position: at(offset), recovered: true }, at(offset));

/** The hub's collection at `head`. */
function list(url, { headers }) {
  if (url === '/api/session') {
    return json(200, { sub: 'ada' });
  }
  if (url.startsWith('/api/events/')) {
    return json(503, {});
  }
  return headers?.['If-None-Match'] === `"${head}"` ? json(304) : json(200, [{ id: 'a' }], { ETag: `"${head}"` });
}

beforeEach(() => {
  world = new World();
  world.answer = list;
  heard = [];
  head = at(4);
  follower = new Follower({
    collection: 'tasks',
    events: ['task-created', 'task-updated', 'task-deleted'],
    environment: world.environment,
    listener: {
      state: (state, detail) => heard.push(['state', state, detail]),
      snapshot: ({ position, cause }) => heard.push([cause, String(position)]),
      publication: (publication, position) => heard.push(['publication', String(position)]),
      loadFailed: (error) => heard.push(['failed', error.status]),
      signedOut: () => heard.push(['signed', 'out']),
    },
  });
});

async function connect() {
  follower.start();
  await settle();
  greet(4);
  heard.length = 0;
}

test('loads once, and streams from the position of what it loaded', async () => {
  follower.start();
  await settle();
  assert.equal(world.source.url, `/api/events/tasks?envelope=1&position=${at(4)}`);
  greet(4);
  publish(5);
  assert.deepEqual(kinds(), ['state connecting', `load ${at(4)}`, 'state connected', `publication ${at(5)}`]);
  await world.pass(29_000);
  assert.equal(world.requests.length, 1);
});

test('passes each publication on once, and in order', async () => {
  await connect();
  publish(5);
  publish(5);
  publish(4);
  publish(6);
  assert.deepEqual(kinds(), [`publication ${at(5)}`, `publication ${at(6)}`]);
});

test('reads everything again where a publication is missing before one', async () => {
  await connect();
  head = at(6);
  publish(6);
  await world.pass(2_000);
  assert.deepEqual(kinds(), ['state reconnecting', `poll ${at(6)}`, 'state polling']);
  assert.equal(world.source.url.split('position=')[1], at(6));
  assert.equal(world.open, 1);
});

test('lets the browser come back by itself from a short cut', async () => {
  await connect();
  world.source.cut();
  await world.pass(3_000);
  greet(4);
  publish(5);
  assert.deepEqual(kinds(), ['state reconnecting', 'state connected', `publication ${at(5)}`]);
  assert.equal(world.sources.length, 1);
  assert.equal(world.requests.length, 1);
});

test('polls while it is cut for longer, and opens new streams from the newest position', async () => {
  await connect();
  world.source.cut();
  head = at(7);
  await world.pass(4_000);
  assert.deepEqual(kinds(), ['state reconnecting', `poll ${at(7)}`, 'state polling']);
  await world.pass(20_000);
  assert.ok(world.to('/api/tasks').length >= 5);
  assert.equal(world.to('/api/tasks').at(-1).headers['If-None-Match'], `"${at(7)}"`);
  assert.equal(world.source.url.split('position=')[1], at(7));
  assert.equal(world.open, 1);
  greet(7);
  const polls = world.requests.length;
  await world.pass(20_000);
  assert.equal(world.requests.length, polls);
  assert.equal(states().at(-1), 'connected');
});

test('says that it reconnects, and not that it polls, while nobody answers', async () => {
  await connect();
  world.source.cut();
  world.answer = () => {
    throw new TypeError('refused');
  };
  await world.pass(60_000);
  assert.deepEqual(states(), ['reconnecting']);
});

for (const status of [403, 404, 429, 500, 502, 503]) {
  test(`polls at once and comes back when the stream was answered ${status}`, async () => {
    await connect();
    world.answer = (url, options) => (url.startsWith('/api/events/') ? json(status, {}) : list(url, options));
    world.source.giveUp();
    await world.pass(1_000);
    assert.deepEqual(states(), ['reconnecting', 'polling']);
    assert.equal(world.sources.length, 2);
    greet(4);
    assert.equal(states().at(-1), 'connected');
  });
}

test('waits as long as a refusal asks for', async () => {
  await connect();
  world.answer = (url, options) =>
    url.startsWith('/api/events/') ? json(503, {}, { 'Retry-After': '7' }) : list(url, options);
  world.source.giveUp();
  await world.pass(6_900);
  assert.equal(world.sources.length, 1);
  await world.pass(200);
  assert.equal(world.sources.length, 2);
});

test('stops for good when the stream was answered 204', async () => {
  await connect();
  world.answer = (url, options) => (url.startsWith('/api/events/') ? json(204) : list(url, options));
  world.source.giveUp();
  await world.pass(120_000);
  assert.equal(states().at(-1), 'closed');
  assert.equal(world.sources.length, 1);
  assert.equal(world.timers, 0);
});

test('asks to sign in when the stream was answered 401 and there is no session', async () => {
  await connect();
  world.answer = (url, options) => (url === '/api/tasks' ? list(url, options) : json(401, {}));
  world.source.giveUp();
  await world.pass(100);
  assert.equal(kinds().at(-1), 'signed out');
  assert.equal(world.timers, 0);
});

test('takes a stream for dead that opens and says nothing, as behind a proxy that buffers', async () => {
  follower.start();
  await settle();
  world.source.readyState = 1;
  head = at(9);
  await world.pass(7_900);
  assert.deepEqual(states(), ['connecting']);
  await world.pass(200);
  assert.deepEqual(kinds().slice(-2), [`poll ${at(9)}`, 'state polling']);
});

test('finds out that a stream is held back by what an answer is ahead of it', async () => {
  await connect();
  head = at(8);
  await world.pass(32_900);
  assert.deepEqual(kinds(), []);
  await world.pass(200);
  assert.deepEqual(kinds(), [`poll ${at(8)}`, 'state reconnecting', 'state polling']);
  assert.equal(world.sources[0].readyState, 2);
});

test('trusts a stream that brings soon what an answer was ahead by', async () => {
  await connect();
  head = at(5);
  await world.pass(31_000);
  publish(5);
  await world.pass(20_000);
  assert.deepEqual(kinds(), [`publication ${at(5)}`]);
});

test('finds out within seconds when an own write does not come back', async () => {
  await connect();
  head = at(5);
  const { Position } = await import('../../main/resources/dev/tidings/client/position.js');
  follower.expect(Position.parse(head));
  await world.pass(3_100);
  assert.deepEqual(kinds(), ['state reconnecting', `poll ${at(5)}`, 'state polling']);
});

test('drops an answer that the stream has overtaken', async () => {
  await connect();
  let late;
  world.answer = () => new Promise((resolve) => (late = resolve));
  world.source.cut();
  await world.pass(4_000);
  greet(4);
  publish(5);
  publish(6);
  late(json(200, [], { ETag: `"${at(5)}"` }));
  await settle();
  assert.deepEqual(kinds().slice(-2), [`publication ${at(5)}`, `publication ${at(6)}`]);
});

test('drops an answer of an earlier life of the log', async () => {
  await connect();
  let late;
  world.answer = () => new Promise((resolve) => (late = resolve));
  world.source.cut();
  await world.pass(4_000);
  world.source.send('connected', { recovered: false, reason: 'epoch' });
  world.source.send('snapshot', [], at(1, OTHER));
  late(json(200, [], { ETag: `"${at(90)}"` }));
  await settle();
  assert.deepEqual(kinds(), ['state reconnecting', `reset ${at(1, OTHER)}`, 'state connected']);
  publish(2, world.source, OTHER);
  assert.equal(kinds().at(-1), `publication ${at(2, OTHER)}`);
});

test('takes the snapshot that follows a reset in mid-stream', async () => {
  await connect();
  world.source.send('reset', { channel: 'tasks', position: at(30), recovered: false, reason: 'trimmed' });
  world.source.send('snapshot', [], at(30));
  publish(31);
  assert.deepEqual(kinds(), [`reset ${at(30)}`, `publication ${at(31)}`]);
});

test('renews the session when its token expired, and comes back', async () => {
  await connect();
  world.source.send('disconnect', { code: 3003, reason: 'token expired', reconnect: true });
  await world.pass(1_000);
  assert.equal(world.to('/api/session').length, 1);
  assert.equal(world.sources.length, 2);
  greet(4);
  assert.equal(states().at(-1), 'connected');
});

for (const [session, end] of [[401, 'signed out'], [200, 'state closed']]) {
  test(`stays away when it was revoked, with a session that answers ${session}`, async () => {
    await connect();
    world.answer = (url, options) => (url === '/api/session' ? json(session, {}) : list(url, options));
    world.source.send('disconnect', { code: 3504, reason: 'revoked', reconnect: false });
    await world.pass(120_000);
    assert.equal(kinds().at(-1), end);
    assert.equal(world.sources.length, 1);
    assert.equal(world.timers, 0);
  });
}

test('says why it was sent away', async () => {
  await connect();
  world.source.send('disconnect', { code: 3502, reason: 'forbidden', reconnect: false });
  await world.pass(60_000);
  assert.deepEqual(heard.at(-1), ['state', 'closed', 'The hub ended the stream: forbidden (3502).']);
  assert.equal(world.timers, 0);
});

test('lets the browser come back when a node that goes down told it when', async () => {
  await connect();
  world.source.send('disconnect', { code: 3001, reason: 'drain', reconnect: true });
  world.source.cut();
  await world.pass(2_000);
  greet(4);
  assert.deepEqual(states(), ['reconnecting', 'connected']);
  assert.equal(world.sources.length, 1);
});

test('leaves nothing behind when it is closed, whatever was under way', async () => {
  for (const before of [async () => {}, connect, async () => (await connect(), world.source.cut()), async () => (await connect(), world.source.giveUp(), world.pass(3_000))]) {
    await before();
    follower.close();
    await settle();
    assert.equal(world.timers, 0);
    assert.equal(world.open, 0);
    const requests = world.requests.length;
    await world.pass(120_000);
    assert.equal(world.requests.length, requests);
  }
});

test('goes on from its position when it is started again', async () => {
  await connect();
  publish(5);
  follower.close();
  follower.start();
  assert.equal(world.source.url.split('position=')[1], at(5));
});

test('says that the first load failed, and tries again when it is told to', async () => {
  world.answer = () => json(503, { detail: 'away' });
  follower.start();
  await settle();
  assert.deepEqual(kinds(), ['state connecting', 'state closed', 'failed 503']);
  assert.equal(world.timers, 0);
  world.answer = list;
  follower.start();
  await settle();
  assert.equal(kinds().at(-1), `load ${at(4)}`);
});

test('takes an answer that never ends for none', async () => {
  world.answer = () => new Promise(() => {});
  follower.start();
  await world.pass(10_100);
  assert.equal(kinds().at(-1), 'failed 0');
});

test('looks at once when the page wakes up, and opens a new line when it slept', async () => {
  await connect();
  follower.wake();
  await settle();
  assert.equal(world.requests.length, 2);
  follower.wake(true);
  assert.equal(world.sources.length, 2);
  assert.equal(world.open, 1);
});

test('polls at once where that was what worked last', async () => {
  world.memory = 'polling';
  follower.start();
  await settle();
  assert.deepEqual(states(), ['connecting', 'polling']);
  greet(4);
  assert.equal(states().at(-1), 'connected');
  assert.equal(world.memory, 'stream');
});

test('polls where there are no event streams at all', async () => {
  delete world.environment.EventSource;
  follower.start();
  await world.pass(100);
  head = at(5);
  await world.pass(5_000);
  assert.deepEqual(kinds(), ['state connecting', `load ${at(4)}`, 'state polling', `poll ${at(5)}`]);
});

test('does not take data for the hub’s that is not', async () => {
  await connect();
  world.source.send('task-updated', 'text', at(5));
  world.source.send('snapshot', 7, at(9));
  publish(5);
  assert.deepEqual(kinds(), [`publication ${at(5)}`]);
});
