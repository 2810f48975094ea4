// What the browser tests run in their pages: native EventSources whose events are kept, as [type, lastEventId, data].
const streams = {};

function listen(name, url, types) {
  const source = new EventSource(url);
  const log = [];
  const keep = event => log.push({type: event.type, id: event.lastEventId, data: event.data});
  for (const type of ['message', 'connected', 'snapshot', 'reset', 'disconnect', ...types]) {
    source.addEventListener(type, keep);
  }
  streams[name] = {source, log, errors: 0};
  source.onerror = () => streams[name].errors++;
}

function count(name, type) {
  return streams[name].log.filter(event => event.type === type).length;
}

// The publications of a stream as 'id data', in the order they came.
function publications(name) {
  const own = ['connected', 'snapshot', 'reset', 'disconnect'];
  return streams[name].log.filter(event => !own.includes(event.type));
}

function last(name, type) {
  return streams[name].log.filter(event => event.type === type).at(-1);
}
