// Socket.IO's own server as it comes: a POST is numbered and emitted to a room, a subscription is told the last number.
const { createServer } = require('node:http');
const { Server } = require('socket.io');

const heads = new Map();
const publications = /^\/api\/channels\/([^/]+)\/publications$/;

const server = createServer((request, response) => {
  const channel = publications.exec(request.url)?.[1];
  if (request.method !== 'POST' || !channel) {
    response.writeHead(404, { 'Content-Length': 0 }).end();
    return;
  }
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const { event, data } = JSON.parse(Buffer.concat(parts));
    const offset = (heads.get(channel) ?? 0) + 1;
    heads.set(channel, offset);
    io.to(channel).emit(event, offset, data);
    const body = JSON.stringify({ offset });
    response.writeHead(201, { 'Content-Length': body.length }).end(body);
  });
});
const io = new Server(server);

io.on('connection', (socket) => {
  socket.on('subscribe', ({ channel }, acknowledge) => {
    socket.join(channel);
    acknowledge({ position: `r-${heads.get(channel) ?? 0}`, recovered: true });
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1');
