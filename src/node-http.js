// What is used of Node's HTTP, and nothing of its `fetch` and WebSocket, which an `import` of all of it loads at once:
// 10 MiB. `main.ts.js` puts this in its place.

const { Agent, createServer, IncomingMessage, request, ServerResponse, STATUS_CODES } =
  process.getBuiltinModule('node:http');

export { Agent, createServer, IncomingMessage, request, ServerResponse, STATUS_CODES };
