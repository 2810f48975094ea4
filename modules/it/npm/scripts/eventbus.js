// One channel and one task followed by the standard event-bus client on every transport, while lines drop and nodes die.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { ask, scenario, until } from '../scenario.js';
import './eventbus-reader.js';

const EventBus = createRequire(import.meta.url)('@vertx/eventbus-bridge-client.js');

scenario(async ({ urls, transports, channel, count, faults }) => {
  const readers = transports.map((transport, i) =>
    new EventBusReader(EventBus, [...urls.slice(i % urls.length), ...urls.slice(0, i % urls.length)], transport, channel));
  const seen = () => readers.map(r => r.seen());
  await until(() => readers.every(r => r.isRegistered), seen);

  const steps = [];
  await EventBusReader.play(readers, 1, count, n => faults[n] && steps.push(ask(faults[n])));
  await Promise.all(steps);
  await until(() => readers.every(r => r.has(count)), seen, 60_000);
  for (const reader of readers) {
    const { numbers, versions } = reader;
    assert.deepEqual({ numbers, versions }, EventBusReader.expected(count), reader.transport);
    assert.ok(reader.told.every(told => told === 'subscribed true'), String(reader.told));
    assert.ok(reader.used.every(used => used === reader.transport), String(reader.used));
    reader.stop();
  }
  return { lines: readers.map(r => r.used.length) };
});
