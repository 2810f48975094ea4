import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assignee, author, brief, sentences, title } from '../../main/resources/dev/tidings/web/assets/words.js';

const say = (event, data, before) =>
  sentences({ event, data }, before).map((parts) => parts.map(({ text, quoted }) => (quoted ? `"${text}"` : text)).join(''));
const task = (version, more) => ({ id: 'a', version, title: 'Oil', createdAt: 'then', updatedAt: String(version), ...more });

test('tells what became of a task', () => {
  assert.deepEqual(say('task-created', task(1)), ['added "Oil"']);
  assert.deepEqual(say('task-created', task(7)), ['added "Oil"']);
  assert.deepEqual(say('task-deleted', { id: 'a', version: 3 }, task(2)), ['deleted "Oil"']);
  assert.deepEqual(say('task-deleted', { id: 'a', version: 3 }), ['deleted "a"']);
  assert.deepEqual(say('task-updated', task(2, { done: true }), task(1)), ['completed "Oil"']);
  assert.deepEqual(say('task-updated', task(2), task(1, { done: true })), ['reopened "Oil"']);
  assert.deepEqual(say('task-updated', task(2, { assignee: 'Bea' }), task(1)), ['assigned "Oil" to Bea']);
  assert.deepEqual(say('task-updated', task(2), task(1, { assignee: 'Bea' })), ['unassigned "Oil"']);
  assert.deepEqual(say('task-updated', task(2, { prio: { a: 1 } }), task(1)), ['set prio of "Oil" to "{"a":1}"']);
  assert.deepEqual(say('task-updated', task(2), task(1, { prio: 1 })), ['removed prio from "Oil"']);
  assert.deepEqual(say('task-updated', task(2, { title: 'Wax', done: true }), task(1)), [
    'renamed "Oil" to "Wax"',
    'completed "Wax"',
  ]);
});

test('says only that it changed where it is not known how it was', () => {
  assert.deepEqual(say('task-updated', task(5)), ['changed "Oil"']);
  assert.deepEqual(say('task-updated', task(5), task(4)), ['changed "Oil"']);
});

test('takes whatever users put where text belongs', () => {
  for (const odd of [null, undefined, '', 0, false, [], {}, { a: [] }, 'x'.repeat(5_000), '\u202e']) {
    assert.equal(typeof title({ title: odd }), 'string');
    assert.equal(typeof assignee({ assignee: odd }), 'string');
    assert.equal(typeof author({ actor: odd, data: { updatedBy: odd } }), 'string');
    assert.ok(say('x', { id: 'a', version: 2, title: odd, b: odd }, { id: 'a', version: 1, title: 1 }).length > 0);
  }
  assert.equal(title(undefined), 'Untitled');
  assert.equal(author({ data: {} }), 'Somebody');
  assert.equal(author({ actor: { sub: 'ada', name: null }, data: {} }), 'ada');
});

test('never cuts a character in half', () => {
  assert.equal(brief('🎉'.repeat(100)), `${'🎉'.repeat(80)}…`);
  assert.equal(brief('🎉'.repeat(80)), '🎉'.repeat(80));
});
