// What a page keeps that follows a channel over the stock SockJS client, whatever happens to its lines: the position, and what
// it has sent and not been answered. For Node.js and for browsers.
globalThis.SockJsReader = class SockJsReader {
  constructor(SockJS, urls, transport, channel) {
    Object.assign(this, { SockJS, urls, transport, channel });
    Object.assign(this, { numbers: [], tasks: [], faults: [], ended: [], used: [], position: 'earliest', lines: 0 });
    // what browsers, scripts and addresses read otherwise
    this.text = '100% %41 %zz "\\ </script> \u2028\u200c\ufff0 \r\n\0 \u{1f600}';
    this.waiting = new Map();
    this.commands = 0;
    this.connect();
  }

  connect() {
    this.ready = false;
    const url = this.urls[this.lines++ % this.urls.length];
    const line = this.line = new this.SockJS(url, null, { transports: this.transport });
    line.onopen = () => this.used.push(line.transport);
    line.onmessage = ({ data }) => data.split('\n').filter(Boolean)
      .forEach(text => line === this.line && this.took(JSON.parse(text)));
    line.onclose = ({ code, reason }) => {
      this.ended.push(`${code} ${reason}`);
      this.ready = false;
      if (!this.stopped) {
        setTimeout(() => this.connect(), 50);
      }
    };
  }

  took(object) {
    if (object.connected) {
      this.say({ id: 'channel', subscribe: { channel: this.channel, position: this.position } });
      this.say({ id: 'tasks', subscribe: { channel: 'tasks', position: 'earliest' } }); // may be later than the task
    } else if (object.subscribed?.channel === this.channel) {
      this.position = object.subscribed.position;
      this.ready = true;
      if (!object.subscribed.recovered) {
        this.faults.push(object);
      }
      this.waiting.forEach(({ command }) => this.say(command));
    } else if (object.publication?.channel === this.channel) {
      const { n, text } = object.publication.data;
      this.numbers.push(n);
      text === this.text || this.faults.push(text);
      this.position = this.position.slice(0, this.position.lastIndexOf('-') + 1) + object.publication.offset;
    } else if (object.publication) {
      this.tasks.push(object.publication.data);
    } else if (this.waiting.has(object.id)) {
      const { resolve, reject } = this.waiting.get(object.id);
      this.waiting.delete(object.id);
      object.error ? reject(new Error(JSON.stringify(object.error))) : resolve(object);
    } else if (object.reset || object.error) {
      this.faults.push(object);
    }
  }

  say(command) {
    this.line.send(JSON.stringify(command));
  }

  // Asks, and asks again on the next line where the last one ended: under the same key, so that it is done once.
  command(what, body) {
    const id = ++this.commands;
    const command = { id, [what]: { ...body, idempotencyKey: `${this.transport} ${this.channel} ${id}` } };
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { command, resolve, reject });
      if (this.ready) {
        this.say(command);
      }
    });
  }

  publish(n) {
    return this.command('publish', { channel: this.channel, event: 'tick', data: { n, text: this.text } });
  }

  stop() {
    this.stopped = true;
    this.line.close();
  }
};
