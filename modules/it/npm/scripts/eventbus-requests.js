// Requests, replies and refusals, as the standard event-bus client hands them on.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { scenario, until } from '../scenario.js';

const EventBus = createRequire(import.meta.url)('@vertx/eventbus-bridge-client.js');

scenario(async ({ url, transport }) => {
  // Opened once: by itself the client gives a transport little more than half a second to open.
  const bus = new EventBus(url, { transports: transport, timeout: 60_000, vertxbus_ping_interval: 200 });
  const nobody = [];
  bus.onerror = error => nobody.push(error);
  await until(() => bus.state === EventBus.OPEN);
  const send = (address, body) => new Promise(resolve =>
    bus.send(address, body, (error, reply) => resolve(error ?? reply.body)));
  const id = 'bus-' + transport;

  const told = [];
  bus.registerHandler('tidings.channel.tasks', { snapshot: 'true' }, (error, message) => told.push(error ?? message));
  await until(() => told.length === 1);
  assert.equal(told[0].headers.kind, 'subscribed');
  assert.equal(told[0].headers.recovered, 'true');
  assert.ok(Array.isArray(told[0].body.snapshot));

  const made = await send('tidings.write', { collection: 'tasks', op: 'create', document: { id, title: 'by the bus' } });
  assert.equal(made.document.version, 1);
  const task = { collection: 'tasks', op: 'patch', id, document: { done: true } };
  const toggled = await send('tidings.write', { ...task, version: 1 });
  assert.equal(toggled.document.done, true);
  await until(() => told.filter(m => m.body?.data?.id === id).length === 2, () => told);
  const last = told.at(-1);
  assert.equal(last.headers.event, 'task-updated');
  assert.equal(last.body.data.done, true);
  assert.equal(last.headers.epoch + '-' + last.headers.offset, toggled.position);

  const read = await send('tidings.read', { collection: 'tasks', id });
  assert.deepEqual(read.document, toggled.document);
  const all = await send('tidings.read', { collection: 'tasks' });
  assert.ok(all.documents.some(document => document.id === id));

  const stale = await send('tidings.write', { ...task, version: 1 });
  assert.equal(stale.failureCode, 409);
  assert.equal(JSON.parse(stale.message).current.version, 2);
  const codes = await Promise.all([
    send('tidings.read', { collection: 'tasks', id: 'nobody' }),
    send('tidings.publish', { channel: 'a b' }),
    send('tidings.publish', { channel: 'tasks' }),
    send('tidings.subscribe', { channel: 'tasks' }),
    send('tidings.channel.chat', {})]);
  assert.deepEqual(codes.map(error => error.failureCode), [404, 400, 409, 403, 403]);

  bus.publish('tidings.publish', { channel: 'chat:published', data: 1 });
  bus.publish('tidings.channel.chat:published', { data: 1 });
  await until(() => nobody.length === 2, () => nobody);
  assert.deepEqual(nobody.map(error => [error.address, error.failureCode]),
    [['tidings.publish', 403], ['tidings.channel.chat:published', 403]]);
  const refused = [];
  bus.registerHandler('news.uk', error => refused.push(error));
  await until(() => refused.length === 1);
  assert.equal(refused[0].failureCode, 403);

  const chat = { channel: 'strange:' + transport };
  const strange = ['100 % %41 %zz %0a', '<script>"\\\'&amp;', 'a\r\nb\tc\u0000d', 'ü€😀\u2028\u2029\ufffe\ud83d', 'data: x\n\n', ''];
  const [first, second] = [[], []];
  for (const heard of [first, second]) {
    bus.registerHandler('tidings.channel.' + chat.channel, { position: 'earliest' }, (e, message) => heard.push(e ?? message));
  }
  const { position } = await send('tidings.publish', { ...chat, data: strange });
  for (const data of strange) {
    await send('tidings.publish', { ...chat, data });
  }
  await until(() => first.length === strange.length + 2, () => first);
  assert.deepEqual(second, first);
  assert.deepEqual(first.slice(1).map(message => message.body.data), [strange, ...strange]);
  bus.unregisterHandler('tidings.channel.' + chat.channel, bus.handlers['tidings.channel.' + chat.channel][0]);
  bus.unregisterHandler('tidings.channel.' + chat.channel, bus.handlers['tidings.channel.' + chat.channel][0]);
  const rest = [];
  bus.registerHandler('tidings.channel.' + chat.channel, { position }, (e, message) => rest.push(e ?? message));
  await until(() => rest.length === strange.length + 1, () => rest);
  assert.equal(rest[0].headers.position, position);
  assert.deepEqual(rest.slice(1).map(message => message.body.data), strange);

  bus.unregisterHandler('tidings.channel.tasks', bus.handlers['tidings.channel.tasks'][0]);
  const before = told.length;
  await send('tidings.write', { ...task, document: { done: false } });
  await send('tidings.read', { collection: 'tasks' });
  assert.equal(told.length, before);
  bus.close();
  return { nobody: nobody.length };
});
