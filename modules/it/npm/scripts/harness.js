// What the harness itself promises: input in, steps of the test half-way, a result or a failure out.
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import { ask, scenario, until } from '../scenario.js';

const require = createRequire(import.meta.url);

scenario(async ({ url, fail }) => {
  console.log('printed by the script');
  assert.notEqual(fail, 'assertion', 'told to fail');
  if (fail === 'later') {
    setTimeout(() => { throw new Error('thrown later'); });
    await until(() => false);
  }
  const status = await (await fetch(url + '/api/status')).json();
  const doubled = await ask('double', 21);
  const refusal = await ask('unheard of').catch(e => e.message);
  const installed = ['sockjs-client', '@vertx/eventbus-bridge-client.js', 'socket.io-client', 'engine.io-client']
    .filter(name => require(name));
  return { status: status.status, doubled, refusal, installed };
});
