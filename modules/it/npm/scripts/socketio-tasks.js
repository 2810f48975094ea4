// Tasks, channels and refusals, as the stock Socket.IO client hands them on.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { scenario, until } from '../scenario.js';

const { io } = createRequire(import.meta.url)('socket.io-client');

scenario(async ({ url, transports }) => {
  const options = { path: '/realtime', transports, forceNew: true };
  const events = [];
  const socket = io(url, options);
  socket.onAny((name, value) => events.push({ name, value }));
  const next = name => until(() => {
    const at = events.findIndex(event => event.name === name);
    return at < 0 ? null : events.splice(at, 1)[0].value;
  }, () => events);

  const id = 'sio-' + transports.join('-');
  const { position, tasks } = await next('task:snapshot');
  assert.ok(Array.isArray(tasks) && position.includes('-'));
  const made = await socket.emitWithAck('task:create', { id, title: 'by socket.io' });
  assert.equal(made.task.version, 1);
  await until(() => events.some(event => event.name === 'task:sync' && event.value.id === id), () => events);
  events.length = 0;

  const toggled = await socket.emitWithAck('task:update', { id, done: true, version: 1 });
  assert.equal(toggled.task.done, true);
  assert.deepEqual(await next('task:sync'), toggled.task);
  socket.emit('task:update', { id, done: false, version: 1 });
  assert.deepEqual(await next('task:sync'), toggled.task);
  assert.equal((await next('tidings:error')).code, 'version-conflict');
  const late = await socket.emitWithAck('task:update', { id: 'nobody', done: true });
  assert.equal(late.error.status, 404);
  assert.equal((await next('task:deleted')).id, 'nobody');

  const other = io(url, { ...options, auth: { position } });
  const told = [];
  other.on('task:sync', task => told.push(task));
  await until(() => told.some(task => task.id === id), () => told);
  const gone = await socket.emitWithAck('task:delete', { id, version: 2 });
  assert.deepEqual(gone, { ok: true, task: { id, version: 3 } });
  assert.deepEqual(await next('task:deleted'), { id, version: 3 });
  other.close();

  assert.equal((await socket.emitWithAck('publish', { channel: 'sio:a', event: 'connect' })).error.code, 'reserved-event');
  assert.equal((await socket.emitWithAck('publish', { channel: 'tasks' })).error.status, 409);
  assert.equal((await socket.emitWithAck('publish', { channel: 'sio:a', data: Buffer.from('bytes') })).error.status, 400);
  assert.ok((await socket.emitWithAck('publish', { channel: 'sio:a', data: 'text' })).ok);

  const refused = io(url + '/admin', options);
  const error = await new Promise(resolve => refused.on('connect_error', resolve));
  assert.equal(error.data.status, 404);
  const bad = io(url, { ...options, auth: { token: 'no.token.atall' } });
  const denied = await new Promise(resolve => bad.on('connect_error', resolve));
  assert.equal(denied.data.status, 401);
  assert.equal(bad.active, false);
  assert.ok(socket.connected);
  socket.close();
  return { transport: transports[0] };
});
