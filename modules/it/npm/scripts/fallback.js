// Follows a channel with a stock client behind a proxy that the test changes: whatever way the client finds, each number comes
// once. It begins when the client has found the last of its transports.
import { createRequire } from 'node:module';
import { ask, scenario, until } from '../scenario.js';

const require = createRequire(import.meta.url);

/** Says the position that it has whenever it comes back: the one line that SockJS asks for. */
function followBySockJs(url, channel, transports, seen) {
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
    const socket = new SockJS(url + '/sockjs', null, { transports });
    socket.onopen = () => {
      seen.ways.add(socket.transport);
      socket.send(JSON.stringify({ id: 1, subscribe: { channel, position } }));
    };
    socket.onmessage = ({ data }) => data.split('\n').forEach(line => take(JSON.parse(line)));
    socket.onclose = () => setTimeout(connect, 100);
  };
  connect();
}

/**
 * Its connection state is recovered, or it subscribes with the position that it has. When its WebSocket is cut in the moment
 * that it goes over to it, this client waits on neither line until a ping is overdue.
 */
function followBySocketIo(url, channel, transports, seen) {
  const { io } = require('socket.io-client');
  let position = 'earliest';
  const socket = io(url, {
    path: '/realtime', transports, reconnectionDelay: 100, reconnectionDelayMax: 300, rejectUnauthorized: false });
  socket.on('connect', () => {
    seen.ways.add(socket.io.engine.transport.name);
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

scenario(async ({ url, channel, client, transports, switches }) => {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the proxies' certificates are the tests' own
  const seen = { numbers: [], faults: [], ways: new Set() };
  (client === 'sockjs' ? followBySockJs : followBySocketIo)(url, channel, transports, seen);
  const show = () => ({ ...seen, ways: [...seen.ways] });
  await until(() => seen.ways.has(transports.at(-1)), show);
  for (let i = 0; i < switches; i++) {
    const written = await ask('switch', i);
    await until(() => seen.numbers.length >= written, show);
  }
  return show();
});
