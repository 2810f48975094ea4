import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { json, settle, World } from '../../../../client-js/src/test/js/world.js';
import { Timeline } from '../../main/resources/dev/tidings/web/assets/timeline.js';

const { Position } = await import('/client/position.js');
const EPOCH = 'k3f9k3f9k3f9';
const OTHER = 'aaaabbbbcccc';
const at = (offset, epoch = EPOCH) => new Position(epoch, offset);

let world;
let log;
let epoch;
let oldest;
let shown;
let timeline;

const publication = (offset) => ({
  channel: 'tasks', offset, event: 'task-updated', time: offset, actor: { sub: 'ada', name: 'Ada' },
  data: { id: 'a', version: offset, title: `title ${offset}`, createdAt: 'then' },
});

beforeEach(() => {
  world = new World();
  epoch = EPOCH;
  oldest = 1;
  log = 0;
  shown = [];
  world.answer = (url) => {
    const { searchParams } = new URL(url, 'http://hub');
    const since = Position.parse(searchParams.get('since'));
    const recovered = since.epoch === epoch && since.offset >= oldest - 1;
    const from = recovered ? since.offset : oldest - 1;
    const publications = [];
    for (let offset = from + 1; offset <= log && publications.length < 30; offset++) {
      publications.push(publication(offset));
    }
    const position = `${epoch}-${publications.at(-1)?.offset ?? from}`;
    return json(200, { position, recovered, publications });
  };
  timeline = new Timeline('tasks', world.environment, (entries, isNew) => {
    shown = isNew ? [...shown, ...entries] : entries;
  });
});

const offsets = () => shown.map(({ offset }) => offset);
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('begins with the last hundred, and goes on with what comes', async () => {
  log = 250;
  timeline.catchUp(at(250));
  await settle();
  timeline.take(publication(251), at(251));
  assert.deepEqual(offsets(), range(151, 251));
  assert.equal(shown.at(-1).author, 'Ada');
  assert.deepEqual(shown.at(-1).sentences, [
    [{ text: 'renamed ' }, { text: 'title 250', quoted: true }, { text: ' to ' }, { text: 'title 251', quoted: true }],
  ]);
});

test('reads what it missed, and shows nothing twice', async () => {
  log = 3;
  timeline.catchUp(at(3));
  await settle();
  log = 9;
  timeline.take(publication(8), at(8));
  timeline.take(publication(9), at(9));
  await settle();
  timeline.take(publication(9), at(9));
  timeline.take(publication(10), at(10));
  await settle();
  assert.deepEqual(offsets(), range(1, 10));
});

test('begins anew after a gap of more than a hundred', async () => {
  log = 3;
  timeline.catchUp(at(3));
  await settle();
  log = 500;
  timeline.catchUp(at(500));
  await settle();
  assert.deepEqual(offsets(), range(401, 500));
  assert.equal(shown[0].sentences[0][0].text, 'changed ');
});

test('shows what is left where the history was cut', async () => {
  log = 40;
  oldest = 35;
  timeline.catchUp(at(40));
  await settle();
  assert.deepEqual(offsets(), range(35, 40));
});

test('begins anew with the log', async () => {
  log = 40;
  timeline.catchUp(at(40));
  await settle();
  epoch = OTHER;
  log = 2;
  timeline.catchUp(at(2, OTHER));
  await settle();
  assert.deepEqual(offsets(), [1, 2]);
});

test('ends when the log began anew behind its back', async () => {
  epoch = OTHER;
  log = 2;
  timeline.catchUp(at(40));
  await settle();
  assert.deepEqual(offsets(), [1, 2]);
  assert.ok(world.requests.length < 4);
});

test('asks again while there is no answer, and not after it was closed', async () => {
  log = 3;
  const { answer } = world;
  world.answer = () => json(503, {});
  timeline.catchUp(at(3));
  await world.pass(4_000);
  assert.equal(world.requests.length, 1);
  world.answer = answer;
  await world.pass(2_000);
  assert.deepEqual(offsets(), [1, 2, 3]);
  world.answer = () => json(503, {});
  timeline.catchUp(at(4));
  await settle();
  timeline.close();
  assert.equal(world.timers, 0);
});
