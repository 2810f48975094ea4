// What the page on the event-bus bridge shows, run as it stands there.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { scenario, until } from '../scenario.js';

const EventBus = createRequire(import.meta.url)('@vertx/eventbus-bridge-client.js');

scenario(async ({ url, example }) => {
  const made = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"title":"write the page"}' };
  assert.equal((await fetch(new URL('/api/tasks/42', url), made)).status, 201);
  const [applied, replaced, logged, failed] = [[], [], [], []];
  const console = { log: value => logged.push(value), error: (...values) => failed.push(values) };
  let bus;
  const Here = function (address, options) {
    assert.equal(address, 'http://localhost:8080/eventbus');
    return bus = new EventBus(url, options);
  };
  new Function('EventBus', 'apply', 'replaceAll', 'console', example)(
    Here, (event, data) => applied.push([event, data]), documents => replaced.push(documents), console);
  const seen = () => [applied, replaced, logged, failed];
  await until(() => applied.length > 0 && logged.length > 0, seen);
  const [[event, task]] = applied;
  assert.equal(event, 'task-updated');
  assert.deepEqual([task.id, task.done], ['42', true]);
  assert.deepEqual(logged, [task]);

  // the line drops: the client comes back by itself, and goes on where it was
  bus.sockJSConn._transport.ws.close();
  await until(() => bus.state !== EventBus.OPEN, seen);
  await until(() => logged.length === 2, seen);
  assert.deepEqual([applied.length, replaced.length, failed], [1, 0, []]);
  bus.close();
  return { applied: applied.length };
});
