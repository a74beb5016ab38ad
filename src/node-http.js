// What is used of Node's HTTP, and nothing of its `fetch` and WebSocket, which an `import` of all of it loads at once:
// 10 MiB. `main.ts.js` puts this in its place. The default is the whole module, each part of which Node loads when it is used.

const http = process.getBuiltinModule('node:http');

export default http;
export const {
  Agent,
  createServer,
  IncomingMessage,
  METHODS,
  request,
  ServerResponse,
  setMaxIdleHTTPParsers,
  STATUS_CODES,
} = http;
