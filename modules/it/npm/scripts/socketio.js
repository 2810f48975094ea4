// One channel and one task followed by the stock Socket.IO client on each of its transports, while lines drop and nodes die.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { ask, scenario, until } from '../scenario.js';
import './socketio-reader.js';

const { io } = createRequire(import.meta.url)('socket.io-client');

scenario(async ({ urls, transports, channel, task, count, faults }) => {
  const turned = i => [...urls.slice(i % urls.length), ...urls.slice(0, i % urls.length)];
  const readers = transports.map((each, i) => new SocketIoReader(io, turned(i), each, channel, task));
  const seen = () => readers.map(reader => reader.seen());
  await until(() => readers.every(reader => reader.isReady), seen);
  assert.ok((await readers[0].request('task:create', { id: task, title: 'by socket.io' }, true)).ok);

  const steps = [];
  let version = 1;
  const publish = async n => {
    const reader = readers[n % readers.length];
    assert.ok((await reader.request('publish', { channel, event: 'tick', data: { n } })).ok);
    if (n % 10 === 0) {
      const answer = await reader.request('task:update', { id: task, done: n % 20 === 0, n }, true);
      assert.ok(answer.ok, JSON.stringify(answer));
      version = answer.task.version;
    }
  };
  let n = 0;
  while (n < count) {
    if (faults[++n]) {
      steps.push(ask(faults[n]));
    }
    await publish(n);
  }
  await Promise.all(steps);
  await until(() => readers.every(reader => reader.connects.length > 1 && reader.socket.connected), seen);
  // what comes when all of it is over
  while (n < count + 20) {
    await publish(++n);
  }
  count = n;
  await until(() => readers.every(r => r.numbers.length >= count && r.versions.length >= version), seen);

  const all = length => Array.from({ length }, (_, i) => i + 1);
  for (const reader of readers) {
    const told = JSON.stringify(reader.seen());
    assert.deepEqual(reader.numbers, all(count), told);
    assert.deepEqual(reader.versions, all(version), told);
    const [first, ...later] = reader.connects;
    assert.ok(later.every(each => each.recovered && each.id === first.id), told);
    reader.socket.close();
  }
  return { count, version, upgrades: readers.map(r => r.upgrades), codes: [...new Set(readers.flatMap(r => r.codes))] };
});
