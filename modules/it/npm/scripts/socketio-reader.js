// Follows a channel and a task with the stock Socket.IO client as an application does that trusts its connection state recovery:
// it subscribes once, and goes to the next address when a line drops. A plain script: Node.js imports it, pages load it.
globalThis.SocketIoReader = class {
  constructor(io, urls, transports, channel, task) {
    Object.assign(this, { urls, transports, channel, task });
    this.numbers = [];
    this.versions = [];
    this.connects = [];
    this.upgrades = 0;
    this.reasons = [];
    this.codes = [];
    this.errors = [];
    this.isReady = false;
    this.socket = io(urls[0], {
      path: '/realtime', transports, forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 300, timeout: 10000 });
    this.socket.on('connect', () => this.connected());
    this.socket.on('disconnect', reason => {
      this.reasons.push(reason);
      this.urls.push(this.urls.shift());
      this.socket.io.uri = this.urls[0];
    });
    this.socket.on('connect_error', error => this.errors.push(`${error.message} ${error.description ?? ''}`));
    this.socket.io.engine.on('upgrade', () => this.upgrades++);
    this.socket.on('tidings:disconnect', ({ code }) => this.codes.push(code));
    this.socket.on('publication', publication => this.numbers.push(publication.data.n));
    this.socket.on('task:sync', task => task.id === this.task && this.versions.push(task.version));
  }

  connected() {
    this.connects.push({ id: this.socket.id, recovered: this.socket.recovered });
    if (!this.isReady) {
      this.socket.emit('subscribe', { channel: this.channel, position: 'earliest' }, ({ ok }) => this.isReady = ok);
    }
  }

  // A request; what is not answered, or refused by a node that goes down, is sent again under the same key.
  async request(event, object, more) {
    const idempotencyKey = Math.random().toString(36).slice(2);
    for (;;) {
      try {
        const answer = await this.socket.timeout(5000).emitWithAck(event,
          ...(more ? [object, { idempotencyKey }] : [{ ...object, idempotencyKey }]));
        if (answer.ok || answer.error.status < 500) {
          return answer;
        }
      } catch {
        // the line is gone, and the answer with it
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  seen() {
    const { transports, numbers, versions, connects, reasons, codes, errors } = this;
    return { transports, numbers: numbers.length, last: numbers.at(-1), versions, connects, reasons, codes, errors: errors.slice(-3) };
  }
};
