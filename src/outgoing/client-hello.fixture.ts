import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/**
 * The cipher suites that a client offers in its first message (RFC 5246 section 7.4.1.2), by their numbers. The server says nothing to
 * that and hangs up.
 *
 * @param connect to the port of this machine.
 */
export async function offeredSuites(connect: (port: number) => Promise<unknown>): Promise<readonly number[]> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const failing = connect((server.address() as AddressInfo).port).catch(() => {});
  const [socket] = await once(server, 'connection');
  const [hello] = (await once(
    socket.on('error', () => {}),
    'data',
  )) as [Buffer];
  socket.destroy();
  await failing;
  server.close();
  // Behind the heads of record and message, the version and the random bytes, there is the id of a session.
  const start = 44 + hello.readUInt8(43);
  const length = hello.readUInt16BE(start) / 2;
  return Array.from({ length }, (_, index) => hello.readUInt16BE(start + 2 + 2 * index));
}

/** Those of today's suites in which the server chooses the group of a Diffie-Hellman exchange (RFC 5288, RFC 5246, RFC 7905). */
export const ofAnyGroup = [0x33, 0x39, 0x67, 0x6b, 0x9e, 0x9f, 0xa2, 0xa3, 0xccaa, 0xc09e, 0xc09f, 0xc0a2, 0xc0a3];
