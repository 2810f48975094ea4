// One channel followed by the standard event-bus client on every transport, while lines drop and nodes die.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { ask, scenario, until } from '../scenario.js';
import './eventbus-reader.js';

const EventBus = createRequire(import.meta.url)('@vertx/eventbus-bridge-client.js');

scenario(async ({ urls, transports, channel, count, faults }) => {
  const readers = transports.map((transport, i) =>
    new EventBusReader(EventBus, [...urls.slice(i % urls.length), ...urls.slice(0, i % urls.length)], transport, channel));
  const seen = () => readers.map(r => [r.transport, r.numbers.length, r.told, r.closed, r.errors]);
  await until(() => readers.every(r => r.isRegistered), seen);

  const steps = [];
  for (let n = 1; n <= count; n++) {
    if (faults[n]) {
      steps.push(ask(faults[n]));
    }
    await readers[n % readers.length].request('tidings.publish', { channel, event: 'tick', data: { n } });
  }
  await Promise.all(steps);
  await until(() => readers.every(r => r.numbers.length >= count), seen);
  const all = Array.from({ length: count }, (_, i) => i + 1);
  for (const reader of readers) {
    assert.deepEqual(reader.numbers, all, reader.transport);
    assert.ok(reader.told.every(told => told === 'subscribed true'), String(reader.told));
    reader.stop();
  }
  return { closed: readers.map(r => r.closed.length) };
});
