// Follows a channel with the standard client as an application does: it registers anew on each line, with the position of what
// it has, and goes to the next address when a line drops. A plain script: Node.js imports it, pages load it.
globalThis.EventBusReader = class {
  constructor(EventBus, urls, transport, channel, position = 'earliest') {
    Object.assign(this, { EventBus, urls, transport, channel, position });
    this.address = 'tidings.channel.' + channel;
    this.numbers = [];
    this.told = [];
    this.errors = [];
    this.closed = [];
    this.stopped = false;
    this.connect();
  }

  connect() {
    this.isRegistered = false;
    this.bus = new this.EventBus(this.urls[0], { transports: this.transport, vertxbus_ping_interval: 1000 });
    this.bus.onerror = error => this.errors.push(error);
    this.bus.onopen = () => this.bus.registerHandler(this.address, { position: this.position }, (e, m) => this.handle(e, m));
    this.bus.onclose = e => {
      this.closed.push(e.code);
      if (!this.stopped) {
        this.urls.push(this.urls.shift());
        setTimeout(() => this.connect(), 100);
      }
    };
  }

  handle(error, message) {
    if (error) {
      this.errors.push(error);
      return;
    }
    const { kind, position, recovered, epoch, offset } = message.headers;
    if (kind) {
      this.told.push(kind + ' ' + recovered);
      this.isRegistered = true;
      this.position = position;
    } else {
      this.numbers.push(message.body.data.n ?? message.body.data);
      this.position = epoch + '-' + offset;
    }
  }

  // A request; what is sent while there is no line, or is not answered on it, is sent again under the same key.
  request(address, body) {
    const key = Math.random().toString(36).slice(2);
    return new Promise((resolve, reject) => {
      const attempt = () => {
        const bus = this.bus;
        let open = true;
        const again = setInterval(() => {
          if (this.bus !== bus || bus.state !== 1) {
            open = false;
            clearInterval(again);
            setTimeout(attempt, 100);
          }
        }, 50);
        if (bus.state === 1) {
          bus.send(address, { ...body, idempotencyKey: key }, (error, reply) => {
            if (open) {
              clearInterval(again);
              error ? reject(error) : resolve(reply.body);
            }
          });
        }
      };
      attempt();
    });
  }

  stop() {
    this.stopped = true;
    this.bus.close();
  }
};
