// One channel followed by the stock SockJS client on every transport, while lines drop and nodes die.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { ask, scenario, until } from '../scenario.js';
import './sockjs-reader.js';

const SockJS = createRequire(import.meta.url)('sockjs-client');

scenario(async ({ urls, transports, channel, count, faults }) => {
  const readers = transports.map(transport => new SockJsReader(SockJS, urls, transport, channel));
  const seen = () => readers.map(r => [r.transport, r.numbers.length, r.lines, r.ready, r.ended, r.faults]);
  await until(() => readers.every(r => r.ready), seen);

  const [first] = readers;
  const id = 'toggled-' + channel.replace(':', '-');
  await first.command('write', { collection: 'tasks', op: 'create', id, document: { title: 'toggle me', done: false } });
  await first.command('write', { collection: 'tasks', op: 'patch', id, document: { done: true }, version: 1 });
  await until(() => readers.every(r => r.tasks.some(task => task.id === id && task.done)), () => readers.map(r => r.tasks));

  const steps = [];
  for (let n = 1; n <= count; n++) {
    if (faults[n]) {
      steps.push(ask(faults[n]));
    }
    await readers[n % readers.length].publish(n);
  }
  await Promise.all(steps);
  await until(() => readers.every(r => r.numbers.length >= count), seen);
  const all = Array.from({ length: count }, (_, i) => i + 1);
  for (const reader of readers) {
    assert.deepEqual(reader.numbers, all, reader.transport);
    assert.deepEqual(reader.faults, [], reader.transport);
    assert.ok(reader.used.every(used => used === reader.transport), String(reader.used));
    reader.stop();
  }
  return { lines: readers.map(r => r.lines) };
});
