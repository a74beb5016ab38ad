import type { Socket } from 'node:net';

/** How often it is looked at what waits, in milliseconds. */
const everyMs = 1000;

/**
 * Looks again and again at how many bytes of answers wait for the clients of all connections together. When they are too many, the
 * connections for which most waits are closed: whoever asks for much and takes little does not take the memory of the others.
 *
 * @param most bytes that may wait.
 */
export function boundUnread(connections: () => Iterable<Socket>, most: number, intervalMs = everyMs): Disposable {
  const timer = setInterval(() => {
    let total = 0;
    const waiting: Socket[] = [];
    for (const socket of connections()) {
      if (socket.writableLength === 0) continue;
      total += socket.writableLength;
      waiting.push(socket);
    }
    if (total <= most) return;
    waiting.sort((one, other) => other.writableLength - one.writableLength);
    for (const socket of waiting) {
      if (total <= most) return;
      total -= socket.writableLength;
      socket.destroy();
    }
  }, intervalMs).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
