import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../../main/resources/dev/tidings/client/backoff.js';
import { Position } from '../../main/resources/dev/tidings/client/position.js';
import { merged, parse } from '../../main/resources/dev/tidings/client/safe.js';
import { seeded } from './world.js';

test('reads positions, and nothing else', () => {
  assert.equal(String(Position.parse('k3f9k3f9k3f9-12')), 'k3f9k3f9k3f9-12');
  for (const odd of ['', '-', 'k3f9k3f9k3f9-', 'k3f9k3f9k3f9-01', 'K3F9k3f9k3f9-1', 'k3f9k3f9k3f9-1 ', 'k3f9-1',
    'k3f9k3f9k3f9--1', 'k3f9k3f9k3f9-1e3', `k3f9k3f9k3f9-${'9'.repeat(16)}`, null, undefined, 12, {}]) {
    assert.equal(Position.parse(odd), null, String(odd));
  }
});

test('reads an entity tag, marked weak or not', () => {
  assert.equal(Position.ofTag('"k3f9k3f9k3f9-3"').offset, 3);
  assert.equal(Position.ofTag('W/"k3f9k3f9k3f9-3"').offset, 3);
  assert.equal(Position.ofTag(null), null);
});

test('compares positions of one life only', () => {
  const position = Position.parse('k3f9k3f9k3f9-9');
  assert.ok(position.hasReached(Position.parse('k3f9k3f9k3f9-9')));
  assert.ok(position.hasReached(Position.parse('k3f9k3f9k3f9-8')));
  assert.ok(!position.hasReached(Position.parse('k3f9k3f9k3f9-10')));
  assert.ok(!position.hasReached(Position.parse('aaaabbbbcccc-1')));
  assert.ok(!position.hasReached(null));
});

test('waits from half a second to half a minute, longer with each failure, and with jitter', () => {
  for (const [random, expected] of [[() => 0, [500, 500, 500]], [() => 1, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]]]) {
    const backoff = new Backoff(random);
    assert.deepEqual(expected.map(() => backoff.next()), expected);
    backoff.reset();
    assert.equal(backoff.next(), expected[0]);
  }
});

test('lets no key of others reach a prototype', () => {
  const seed = Date.now() >>> 0;
  const random = seeded(seed);
  const keys = ['__proto__', 'constructor', 'prototype', 'x', 'toString', 'a'];
  const value = (depth) => {
    const kind = Math.floor(random() * (depth > 4 ? 2 : 4));
    if (kind < 2) {
      return kind === 0 ? '"polluted"' : '1';
    }
    const items = Array.from({ length: Math.floor(random() * 4) }, () => value(depth + 1));
    return kind === 2
      ? `[${items}]`
      : `{${items.map((item, index) => `"${keys[Math.floor(random() * keys.length)]}":${index === 0 ? `{"x":"polluted","y":${item}}` : item}`)}}`;
  };
  for (let round = 0; round < 2_000; round++) {
    const text = value(0);
    const read = parse(`{"data":${text}}`);
    const both = merged({ a: 1 }, read, { b: read.data });
    assert.equal({}.x, undefined, `seed ${seed}: ${text}`);
    assert.equal({}.y, undefined, `seed ${seed}: ${text}`);
    assert.equal(Object.getPrototypeOf(both), null);
    assert.ok(!('constructor' in read) && !('__proto__' in both), `seed ${seed}: ${text}`);
  }
});

test('keeps what is only named like a property of every object', () => {
  assert.equal(parse('{"toString":1}').toString, 1);
  assert.equal(merged({ hasOwnProperty: 2 }).hasOwnProperty, 2);
});
