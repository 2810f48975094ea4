// The stock Engine.IO client against the bare echo of the conformance mode: everything comes back once and in order.
import assert from 'node:assert/strict';
import { Socket } from 'engine.io-client';
import { ask, scenario, until } from '../scenario.js';

const MESSAGES = 200;

/** Opens a client; what it receives is noted as it was sent. */
async function open(url, options) {
  const client = { received: [], upgrades: 0, closed: null, ended: null };
  client.socket = new Socket(url, { path: '/engine.io', ...options });
  client.socket.binaryType = 'arraybuffer';
  client.socket.on('message', data => client.received.push(typeof data === 'string' ? data : [...new Uint8Array(data)]));
  client.socket.on('upgrade', () => client.upgrades++);
  client.socket.on('close', reason => { client.closed = reason; });
  client.socket.on('error', e => { client.ended = String(e); });
  await until(() => client.socket.readyState === 'open', () => client.ended);
  return client;
}

/** Sends messages of text and of bytes in turn, some at a time; what should come back. */
async function send(client, from, count) {
  const sent = [];
  for (let i = from; i < from + count; i++) {
    const bytes = i % 5 === 0;
    const message = bytes ? [i & 255, i >> 8, 0, 255, 30] : `${i} ü€\u2028`;
    sent.push(message);
    client.socket.send(bytes ? new Uint8Array(message).buffer : message);
    if (i % 17 === 0) {
      await new Promise(resolve => setTimeout(resolve, 1));
    }
  }
  return sent;
}

async function echoed(client, sent) {
  await until(() => client.received.length >= sent.length || client.closed, () => [client.received.length, client.closed]);
  assert.deepEqual(client.received, sent);
}

scenario(async ({ url, transports }) => {
  const client = await open(url, { transports });
  const sent = await send(client, 0, MESSAGES);
  if (transports.length > 1) {
    await until(() => client.upgrades === 1, () => client.ended);
    sent.push(...await send(client, MESSAGES, MESSAGES));
  }
  await echoed(client, sent);
  assert.equal(client.socket.transport.name, transports.at(-1));

  // as large as the server takes, and its answer takes more than one read
  const large = 'x'.repeat(600_000);
  client.socket.send(large);
  await echoed(client, [...sent, large]);

  // the line drops: the client notices, and a new one is served; who polls may have no line in the moment of one drop
  for (let tries = 0; tries < 30 && !client.closed; tries++) {
    await ask('drop');
    await until(() => client.closed, () => client.received.length, 2_000).catch(() => {});
  }
  assert.ok(client.closed, 'dropped again and again, and noticed nothing');
  const next = await open(url, { transports });
  await echoed(next, await send(next, 0, 20));
  next.socket.close();
  await until(() => next.closed);
  return { closed: client.closed, upgrades: client.upgrades };
});
