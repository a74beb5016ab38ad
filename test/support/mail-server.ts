import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface MailServer {
  readonly port: number;
  /** What was accepted, in the order in which it came. */
  readonly mails: ParsedMail[];
  /** Envelopes of every attempt, accepted or not. */
  readonly attempts: string[];
  stop(): Promise<void>;
}

/** What the server says to a letter for this address, instead of taking it: `450`, `550`. */
export type Verdict = (address: string, attempt: number) => number | undefined;

/** A real mail server on this machine, without encryption unless `options` say otherwise. */
export async function startMailServer(verdict: Verdict = () => undefined, options: SMTPServerOptions = {}) {
  const mails: ParsedMail[] = [];
  const attempts: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      attempts.push(address);
      const responseCode = verdict(address, attempts.filter((one) => one === address).length);
      done(responseCode === undefined ? null : Object.assign(new Error(`refused ${address}`), { responseCode }));
    },
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        done();
      }, done);
    },
    ...options,
  });
  server.on('error', () => {}); // A client that cannot agree on encryption hangs up.
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const running: MailServer = { port, mails, attempts, stop: () => new Promise((done) => server.close(() => done())) };
  return running;
}

/** A server that speaks as `onLine` says, or says nothing at all. */
export async function startOddServer(
  greeting: string | undefined,
  onLine: (line: string, socket: Socket) => void = () => {},
) {
  const sockets = new Set<Socket>();
  let seen = 0;
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    seen += 1;
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    if (greeting !== undefined) socket.write(`${greeting}\r\n`);
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\r\n').filter(Boolean)) onLine(line, socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => seen,
    /** Sends a line on every open connection. */
    say(line: string) {
      for (const socket of sockets) if (socket.writable) socket.write(`${line}\r\n`);
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
