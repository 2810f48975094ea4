// One channel followed by SockJS and Socket.IO clients through a balancer that sends each request to another node.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { ask, scenario, until } from '../scenario.js';

const require = createRequire(import.meta.url);
const SockJS = require('sockjs-client');
const { io } = require('socket.io-client');

// What a reader of either kind keeps: the numbers in order, and the position after the last.
class Reader {
  constructor(name, channel) {
    Object.assign(this, { name, channel, position: 'earliest', numbers: [], faults: [], lines: 0, ended: [], ready: false });
    this.waiting = new Map();
  }

  began({ position, recovered }) {
    if (!recovered) {
      this.faults.push('not recovered');
    }
    this.position = position;
    this.ready = true;
  }

  took({ offset, data }) {
    this.numbers.push(data.n);
    this.position = this.position.slice(0, this.position.lastIndexOf('-') + 1) + offset;
  }

  // What is sent on a line that ends is sent again on the next, under the same key.
  publish(n) {
    const publication = { channel: this.channel, event: 'tick', data: { n }, idempotencyKey: 'balanced-' + n };
    return new Promise((done, failed) => {
      this.waiting.set(n, { publication, done, failed });
      this.send(n);
    });
  }

  answered(n, error) {
    const known = this.waiting.get(n);
    this.waiting.delete(n);
    error ? known?.failed(new Error(this.name + ' ' + JSON.stringify(error))) : known?.done();
  }

  sendAgain() {
    this.waiting.forEach((_, n) => this.send(n));
  }
}

class SockJsReader extends Reader {
  constructor(url, transport, channel) {
    super('sockjs ' + transport, channel);
    this.connect = () => {
      this.ready = false;
      this.lines++;
      const line = this.line = new SockJS(url + '/sockjs', null, { transports: transport });
      line.onmessage = e => e.data.split('\n').filter(Boolean).forEach(text => this.line === line && this.handle(JSON.parse(text)));
      line.onclose = e => {
        this.ended.push(e.code + ' ' + e.reason);
        this.stopped || setTimeout(this.connect, 50);
      };
    };
    this.connect();
  }

  handle(message) {
    if (message.connected) {
      this.line.send(JSON.stringify({ id: 'here', subscribe: { channel: this.channel, position: this.position } }));
    } else if (message.subscribed) {
      this.began(message.subscribed);
      this.sendAgain();
    } else if (message.publication) {
      this.took(message.publication);
    } else if (message.published || (message.error && message.id !== 'here')) {
      this.answered(message.id, message.error);
    } else if (message.error || message.reset) {
      this.faults.push(message);
    }
  }

  send(n) {
    if (this.ready) {
      this.line.send(JSON.stringify({ id: n, publish: this.waiting.get(n).publication }));
    }
  }

  stop() {
    this.stopped = true;
    this.line.close();
  }
}

class SocketIoReader extends Reader {
  constructor(url, transports, channel) {
    super('socket.io ' + transports, channel);
    const options = { path: '/realtime', transports, forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 500 };
    const line = this.line = io(url, options);
    line.on('connect', () => {
      this.lines++;
      if (line.recovered) {
        this.ready = true;
        this.sendAgain();
      } else {
        line.emit('subscribe', { channel, position: this.position }, answer => {
          answer.ok ? this.began(answer) : this.faults.push(answer);
          this.sendAgain();
        });
      }
    });
    line.on('disconnect', (reason, details) => {
      this.ended.push(`${reason} ${details?.description?.message ?? details?.description ?? ''} ${details?.context?.status ?? ''}`);
      this.ready = false;
    });
    line.on('publication', publication => publication.channel === channel && this.took(publication));
    line.on('reset', reset => this.faults.push(reset));
  }

  send(n) {
    if (this.ready) {
      this.line.emit('publish', this.waiting.get(n).publication, answer => this.answered(n, answer.error));
    }
  }

  stop() {
    this.line.close();
  }
}

scenario(async ({ url, sockjs, socketio, channel, count, faults }) => {
  const readers = [
    ...sockjs.map(transport => new SockJsReader(url, transport, channel)),
    ...socketio.map(transports => new SocketIoReader(url, transports, channel)),
  ];
  const seen = () => readers.map(r => [r.name, r.numbers.length, r.lines, r.ready, r.faults, r.ended]);
  await until(() => readers.every(r => r.ready), seen);

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
    assert.deepEqual(reader.numbers, all, reader.name);
    assert.deepEqual(reader.faults, [], reader.name);
  }
  const ways = readers.map(r => r.line.io?.engine.transport.name ?? r.line.transport);
  readers.forEach(r => r.stop());
  return { names: readers.map(r => r.name), lines: readers.map(r => r.lines), ended: readers.map(r => r.ended), ways };
});
