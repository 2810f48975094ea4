import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Documents } from '../../main/resources/dev/tidings/client/documents.js';
import { Editor } from '../../main/resources/dev/tidings/client/editor.js';
import { Position } from '../../main/resources/dev/tidings/client/position.js';
import { Writer } from '../../main/resources/dev/tidings/client/writer.js';
import { json, settle, World } from './world.js';

const EPOCH = 'k3f9k3f9k3f9';
const at = (offset, epoch = EPOCH) => Position.parse(`${epoch}-${offset}`);
const task = (id, version, title) => ({ id, version, title, createdAt: 'then' });

let world;
let documents;
let writer;
let editor;
let follower;
let changed;

beforeEach(() => {
  world = new World();
  changed = [];
  documents = new Documents((ids) => changed.push(...ids));
  follower = { position: at(10), expected: [], expect: (position) => follower.expected.push(String(position)) };
  writer = new Writer('tasks', world.environment);
  editor = new Editor(documents, writer, follower);
  documents.replace([task('a', 1, 'A'), task('b', 1, 'B')], at(10));
  changed.length = 0;
});

/** The hub says a document. */
function say(offset, data) {
  follower.position = at(offset);
  documents.apply({ data }, at(offset));
}

/** Answers the write that is under way. */
function answers(...all) {
  world.answer = () => {
    const next = all.length > 1 ? all.shift() : all[0];
    if (next === null) {
      throw new TypeError('no network');
    }
    return next();
  };
}

const written = (document, offset) => () => json(200, document, { 'Tidings-Position': `${EPOCH}-${offset}` });

test('keeps the order of creation, and touches only what changed', () => {
  documents.replace([task('a', 1, 'A'), task('b', 2, 'B2'), task('c', 1, 'C')], at(12));
  assert.deepEqual(documents.ids(), ['a', 'b', 'c']);
  assert.deepEqual(changed.sort(), ['b', 'c']);
});

test('takes no older version of a document for a newer one', () => {
  say(11, task('a', 3, 'third'));
  say(12, task('a', 2, 'second'));
  assert.equal(documents.get('a').title, 'third');
});

test('deletes what the hub deleted', () => {
  say(11, { id: 'a', version: 2 });
  assert.equal(documents.get('a'), null);
  assert.deepEqual(documents.ids(), ['b']);
});

test('shows a change at once and keeps it when the hub took it', async () => {
  answers(written(task('a', 2, 'mine'), 11));
  const writing = editor.patch('a', { title: 'mine' }, 1);
  assert.equal(documents.get('a').title, 'mine');
  assert.ok(documents.isPending('a'));
  assert.equal((await writing).version, 2);
  assert.ok(!documents.isPending('a'));
  assert.equal(documents.get('a').version, 2);
  assert.deepEqual(follower.expected, [`${EPOCH}-11`]);
  assert.equal(world.requests[0].headers['If-Match'], '"1"');
  say(11, task('a', 2, 'mine'));
  say(12, task('a', 3, 'theirs'));
  assert.equal(documents.get('a').title, 'theirs');
});

test('shows what others made of an own change, whichever news comes first', async () => {
  let answer;
  world.answer = () => new Promise((resolve) => (answer = resolve));
  const writing = editor.patch('a', { title: 'mine' }, 1);
  await settle();
  say(11, task('a', 2, 'mine'));
  say(12, task('a', 3, 'theirs'));
  answer(written(task('a', 2, 'mine'), 11)());
  await writing;
  assert.equal(documents.get('a').title, 'theirs');
});

test('goes back to what the hub says when it refuses', async () => {
  const current = task('a', 4, 'theirs');
  answers(() => json(412, { status: 412, code: 'precondition-failed', current }));
  await assert.rejects(editor.patch('a', { title: 'mine' }, 1), { status: 412, code: 'precondition-failed' });
  assert.equal(documents.get('a').title, 'theirs');
  say(14, task('a', 4, 'theirs'));
  say(15, { id: 'a', version: 5 });
  assert.equal(documents.get('a'), null);
});

test('goes back where the hub says nothing about the document', async () => {
  answers(() => json(403, { status: 403, detail: 'You may not.' }));
  await assert.rejects(editor.patch('a', { title: 'mine' }, 1), { message: 'You may not.' });
  assert.equal(documents.get('a').title, 'A');
});

test('keeps no ghost of a document that was deleted after a conflict', async () => {
  answers(() => json(412, { current: task('a', 4, 'theirs') }));
  await assert.rejects(editor.patch('a', { title: 'mine' }, 1));
  say(14, { id: 'a', version: 5 });
  assert.equal(documents.get('a'), null);
});

test('brings a document back that could not be deleted', async () => {
  answers(() => json(412, { current: task('a', 2, 'theirs') }));
  const deleting = editor.delete('a', 1);
  assert.equal(documents.get('a'), null);
  await assert.rejects(deleting);
  assert.equal(documents.get('a').title, 'theirs');
});

test('keeps a deleted document away until the hub says so too', async () => {
  answers(() => json(204, null, { 'Tidings-Position': `${EPOCH}-11` }));
  await editor.delete('a', 1);
  assert.equal(documents.get('a'), null);
  say(11, { id: 'a', version: 2 });
  say(12, task('a', 3, 'again'));
  assert.equal(documents.get('a').title, 'again');
});

test('shows a new document last, and once', async () => {
  answers(written(task('c', 1, 'C'), 11));
  const creating = editor.create({ id: 'c', title: 'C' });
  assert.deepEqual(documents.ids(), ['a', 'b', 'c']);
  await creating;
  say(11, task('c', 1, 'C'));
  assert.deepEqual(documents.ids(), ['a', 'b', 'c']);
});

test('shows nothing of a change to a document that is gone', () => {
  documents.lay('a', { title: 'mine' });
  say(11, { id: 'a', version: 2 });
  assert.equal(documents.get('a'), null);
});

test('forgets its answers when the log begins anew', async () => {
  answers(written(task('a', 2, 'mine'), 11));
  await editor.patch('a', { title: 'mine' }, 1);
  documents.replace([task('a', 1, 'another life')], at(1, 'aaaabbbbcccc'));
  assert.equal(documents.get('a').title, 'another life');
});

test('keeps an answer that a whole state is too old for', async () => {
  answers(written(task('a', 2, 'mine'), 15));
  await editor.patch('a', { title: 'mine' }, 1);
  documents.replace([task('a', 1, 'A')], at(12));
  assert.equal(documents.get('a').title, 'mine');
});

test('sends the writes of one document one after another, each on top of the one before', async () => {
  answers(written(task('a', 2, 'one'), 11), written(task('a', 3, 'two'), 12));
  const both = [editor.patch('a', { title: 'one' }, 1), editor.patch('a', { title: 'two' }, 1)];
  assert.equal(documents.get('a').title, 'two');
  await settle();
  await Promise.all(both);
  assert.deepEqual(world.requests.map(({ headers }) => headers['If-Match']), ['"1"', '"2"']);
});

test('sends a write after a refused one with what its author saw, so that it is refused too', async () => {
  answers(() => json(412, { current: task('a', 5, 'theirs') }));
  const both = [editor.patch('a', { title: 'one' }, 1), editor.patch('a', { done: true }, 1)];
  await Promise.allSettled(both);
  assert.deepEqual(world.requests.map(({ headers }) => headers['If-Match']), ['"1"', '"1"']);
});

test('repeats a write with the same key until the hub takes it', async () => {
  answers(null, () => json(503, {}), () => json(504, {}), () => json(429, {}, { 'Retry-After': '9' }), written(task('a', 2, 'mine'), 11));
  const writing = editor.patch('a', { title: 'mine' }, 1);
  await world.pass(60_000);
  assert.equal((await writing).version, 2);
  const keys = new Set(world.requests.map(({ headers }) => headers['Idempotency-Key']));
  assert.equal(world.requests.length, 5);
  assert.equal(keys.size, 1);
  assert.ok(world.requests[4].time - world.requests[3].time >= 9_000);
  assert.equal(world.timers, 0);
});

test('gives another write another key', async () => {
  answers(written(task('a', 2, 'mine'), 11));
  await editor.patch('a', { title: 'one' }, 1);
  await editor.patch('a', { title: 'two' }, 2);
  assert.notEqual(world.requests[0].headers['Idempotency-Key'], world.requests[1].headers['Idempotency-Key']);
});

test('gives up after two minutes, and shows what there was', async () => {
  answers(null);
  const writing = assert.rejects(editor.patch('a', { title: 'mine' }, 1), { status: 0 });
  await world.pass(180_000);
  await writing;
  assert.equal(documents.get('a').title, 'A');
  assert.equal(world.timers, 0);
});

test('gives up what is under way when it is closed', async () => {
  answers(null);
  const writing = assert.rejects(editor.patch('a', { title: 'mine' }, 1));
  await world.pass(100);
  writer.close();
  await writing;
  assert.equal(world.timers, 0);
});
