// Follows a channel and a task with the standard client as an application does: it registers anew on each line, with the
// position of what it has, goes to the next address when a line drops, and repeats there what was not answered, under the same
// key. A plain script: Node.js imports it, pages load it.
globalThis.EventBusReader = class EventBusReader {
  static LIMIT_MILLIS = 60_000;

  constructor(EventBus, urls, transport, channel) {
    Object.assign(this, { EventBus, urls, transport, channel, task: channel.replace(':', '-') });
    this.positions = { [channel]: 'earliest', tasks: 'earliest' };
    Object.assign(this, { numbers: [], versions: [], told: [], errors: [], closed: [], used: [] });
    this.waiting = new Set();
    this.requests = 0;
    this.connect();
  }

  connect() {
    this.registered = 0;
    const bus = this.bus = new this.EventBus(this.urls[0], { transports: this.transport, vertxbus_ping_interval: 1000 });
    bus.onerror = error => this.errors.push(error);
    bus.onopen = () => {
      this.used.push(bus.sockJSConn.transport);
      Object.entries(this.positions).forEach(([channel, position]) =>
        bus.registerHandler('tidings.channel.' + channel, { position }, (error, message) => this.handle(channel, error, message)));
      this.waiting.forEach(request => this.send(request));
    };
    bus.onclose = ({ code }) => {
      this.closed.push(code);
      if (!this.stopped) {
        this.urls.push(this.urls.shift());
        setTimeout(() => this.connect(), 100);
      }
    };
  }

  get isRegistered() {
    return this.registered === 2;
  }

  handle(channel, error, message) {
    if (error) {
      this.errors.push(error);
      return;
    }
    const { kind, position, recovered, epoch, offset } = message.headers;
    const { data } = message.body;
    if (kind) {
      this.told.push(kind + ' ' + recovered);
      this.registered++;
      this.positions[channel] = position;
      return;
    }
    this.positions[channel] = epoch + '-' + offset;
    if (channel === this.channel) {
      this.numbers.push(data.n);
    } else if (data.id === this.task) {
      this.versions.push(data.version);
    }
  }

  request(address, body) {
    const idempotencyKey = `${this.transport} ${this.channel} ${++this.requests}`;
    return new Promise((resolve, reject) => {
      const request = { address, body: { ...body, idempotencyKey }, resolve, reject };
      this.waiting.add(request);
      setTimeout(() => this.waiting.has(request)
        && reject(new Error(`${idempotencyKey} was not answered: ${JSON.stringify(this.seen())}`)), EventBusReader.LIMIT_MILLIS);
      this.send(request);
    });
  }

  send(request) {
    const bus = this.bus;
    if (bus.state !== 1) {
      return;
    }
    bus.send(request.address, request.body, (error, reply) => {
      if (error?.failureCode >= 500) {
        setTimeout(() => bus === this.bus && this.send(request), 100);
      } else if (this.waiting.delete(request)) {
        error ? request.reject(new Error(JSON.stringify(error))) : request.resolve(reply.body);
      }
    });
  }

  seen() {
    return [this.transport, this.bus.state, this.registered, this.numbers.length, this.versions.length, this.told.length,
      this.used, this.closed, this.errors];
  }

  stop() {
    this.stopped = true;
    this.bus.close();
  }

  // Has the readers publish these numbers in turn, and toggle their task at every tenth; `before` may do something first.
  static async play(readers, from, to, before = () => {}) {
    const [{ channel, task }] = readers;
    if (from === 1) {
      const document = { title: 'toggled by the bus', done: false };
      await readers[0].request('tidings.write', { collection: 'tasks', op: 'create', id: task, document });
    }
    for (let n = from; n <= to; n++) {
      before(n);
      const reader = readers[n % readers.length];
      await reader.request('tidings.publish', { channel, event: 'tick', data: { n } });
      if (n % 10 === 0) {
        const toggled = { collection: 'tasks', op: 'patch', id: task, document: { done: n % 20 === 10 }, version: n / 10 };
        await reader.request('tidings.write', toggled);
      }
    }
  }

  // What every reader has when nothing was lost, doubled or reordered.
  static expected(count) {
    const upTo = last => Array.from({ length: last }, (_, i) => i + 1);
    return { numbers: upTo(count), versions: upTo(count / 10 + 1) };
  }

  // Whether it has all that, or more.
  has(count) {
    return this.numbers.length >= count && this.versions.length > count / 10;
  }
};
