// Follows a channel with a stock client behind a proxy that is against it: whatever way the client finds, each number comes once.
import { createRequire } from 'node:module';
import { ask, scenario, until } from '../scenario.js';

const require = createRequire(import.meta.url);

// How long SockJS tries a transport at least; by itself it gives some up after 0.6 s, which a busy machine takes too.
const SOCKJS_MILLIS = 2_000;

/** Says the position that it has whenever it comes back: the one line that SockJS asks for. */
function followBySockJs({ url, channel, transports }, seen) {
  const SockJS = require('sockjs-client');
  let position = 'earliest';
  const take = ({ subscribed, publication, reset, error }) => {
    if (reset || error || subscribed?.recovered === false) {
      seen.faults.push({ subscribed, reset, error });
    } else if (subscribed) {
      position = subscribed.position;
    } else if (publication) {
      seen.numbers.push(publication.data);
      position = `${position.split('-')[0]}-${publication.offset}`;
    }
  };
  const connect = () => {
    const socket = new SockJS(url + '/sockjs', null, { transports, timeout: SOCKJS_MILLIS });
    socket.onopen = () => {
      seen.began(socket.transport);
      socket.send(JSON.stringify({ id: 1, subscribe: { channel, position } }));
    };
    socket.onmessage = ({ data }) => data.split('\n').forEach(line => take(JSON.parse(line)));
    socket.onclose = () => setTimeout(connect, 100);
  };
  connect();
}

/** Says it in a header when it registers its handler again, as this client must after each line that it lost. */
function followByEventBus({ url, channel, transports }, seen) {
  const EventBus = require('@vertx/eventbus-bridge-client.js');
  let position = 'earliest';
  const bus = new EventBus(url + '/eventbus', {
    transports, timeout: SOCKJS_MILLIS, vertxbus_reconnect_delay_min: 100, vertxbus_reconnect_delay_max: 300 });
  bus.enableReconnect(true);
  bus.onopen = () => {
    seen.began(bus.sockJSConn.transport);
    bus.registerHandler('tidings.channel.' + channel, { position }, (error, message) => {
      if (error || message.headers.kind === 'reset' || message.headers.recovered === 'false') {
        seen.faults.push(error || message);
      } else if (message.headers.kind) {
        position = message.headers.position;
      } else {
        seen.numbers.push(message.body.data);
        position = `${message.headers.epoch}-${message.headers.offset}`;
      }
    });
  };
}

/**
 * Its connection state is recovered, or it subscribes with the position that it has. When its WebSocket is cut in the moment
 * that it goes over to it, this client waits on neither line until a ping is overdue.
 */
function followBySocketIo({ url, channel, transports }, seen) {
  const { io } = require('socket.io-client');
  let position = 'earliest';
  const socket = io(url, {
    path: '/realtime', transports, reconnectionDelay: 100, reconnectionDelayMax: 300, rejectUnauthorized: false });
  socket.on('connect', () => {
    seen.began(socket.io.engine.transport.name);
    socket.io.engine.on('upgrade', ({ name }) => seen.ways.add(name));
    socket.emit('subscribe', { channel, position }, answer => {
      if (!answer.ok || !answer.recovered) {
        seen.faults.push(answer);
      } else if (seen.numbers.length === 0) {
        position = answer.position;
      }
    });
  });
  socket.on('publication', ({ channel: from, offset, data }) => {
    if (from === channel) {
      seen.numbers.push(data);
      position = `${position.split('-')[0]}-${offset}`;
    }
  });
  socket.on('reset', reset => seen.faults.push(reset));
}

const FOLLOW = { sockjs: followBySockJs, eventbus: followByEventBus, 'socket.io': followBySocketIo };

/**
 * Input: `url` and `channel`; `client` and the `transports` that it may use; `ways`: one of them it must find first;
 * `steps`: how often the test does something; `isCut`: whether a step lasts until the line was cut and another one began.
 */
scenario(async input => {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the proxies' certificates are the tests' own
  const seen = {
    numbers: [],
    faults: [],
    ways: new Set(),
    lines: 0,
    began(way) {
      this.ways.add(way);
      this.lines++;
    },
  };
  FOLLOW[input.client](input, seen);
  const show = () => ({ ...seen, ways: [...seen.ways] });
  await until(() => input.ways.some(way => seen.ways.has(way)), show);
  for (let i = 0; i < input.steps; i++) {
    const lines = seen.lines;
    const written = await ask('step', i);
    await until(() => seen.numbers.length >= written && (seen.lines > lines || !input.isCut), show);
  }
  return show();
});
