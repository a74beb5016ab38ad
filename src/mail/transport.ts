import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Message } from '../directory/message-template/compose.ts';
import { oneLine } from '../directory/message-template/render.ts';
import { everywhere, lookupWithin, type MayReach, UnreachableAddressError } from '../outgoing/reachable.ts';
import type { SmtpSettings } from './smtp-settings.ts';

export interface Letter {
  readonly to: string;
  readonly message: Message;
  /** The same for every attempt, so that a mailbox can tell a copy from a second message. */
  readonly messageId: string;
}

export interface Timeouts {
  /** For the connection and the greeting, and for each silence after them. */
  readonly stepMs: number;
  /** For a delivery as a whole. */
  readonly totalMs: number;
}

/**
 * Why a letter could not be sent. `isPermanent`: the server refused this letter for good (5yz), so that another attempt
 * would end alike. `isServer`: the server cannot be used at all, for this letter or another. `isAnswer`: a mail server was
 * reached in the way that was asked for, and this is what it said.
 */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly isPermanent: boolean;
  readonly isServer: boolean;
  readonly isAnswer: boolean;

  constructor(summary: string, verdict: Pick<DeliveryError, 'isPermanent' | 'isServer' | 'isAnswer'>) {
    super(summary);
    this.isPermanent = verdict.isPermanent;
    this.isServer = verdict.isServer;
    this.isAnswer = verdict.isAnswer;
  }
}

export interface Delivery {
  readonly timeouts: Timeouts;
  /** Where mail servers may be that the operator has not named. */
  readonly mayReach: MayReach;
  /** Ends the delivery at once. */
  readonly stop?: AbortSignal;
}

/**
 * Sends one letter over a connection of its own. When it resolves, the server has taken it.
 *
 * @throws DeliveryError
 */
export async function sendLetter(smtp: SmtpSettings, letter: Letter, delivery: Delivery): Promise<void> {
  await withTransport(smtp, delivery, (transport) => transport.sendMail(mailOf(smtp, letter)));
}

/**
 * Reaches the server as for a letter, signs in where that is asked for, and sends nothing.
 *
 * @throws DeliveryError
 */
export async function greet(smtp: SmtpSettings, timeouts: Timeouts): Promise<void> {
  await withTransport(smtp, { timeouts, mayReach: everywhere }, (transport) => transport.verify());
}

async function withTransport(
  smtp: SmtpSettings,
  { timeouts: { stepMs, totalMs }, mayReach, stop }: Delivery,
  work: (transport: Awaited<ReturnType<typeof transportOver>>) => Promise<unknown>,
): Promise<void> {
  // A server that sends a byte now and then never runs into the timeout of a step.
  const end = AbortSignal.any([AbortSignal.timeout(totalMs), ...(stop ? [stop] : [])]);
  let connection: Socket | undefined;
  try {
    connection = open(smtp, mayReach);
    await once(connection, 'connect', { signal: AbortSignal.any([end, AbortSignal.timeout(stepMs)]) });
    const transport = await transportOver(connection, smtp, stepMs);
    await unlessAborted(end, work(transport));
  } catch (error) {
    throw judge(error);
  } finally {
    connection?.destroy();
  }
}

function open({ host, port, isOperators }: SmtpSettings, mayReach: MayReach): Socket {
  const connection = connect({ host, port, lookup: lookupWithin(host, isOperators ? everywhere : mayReach) });
  connection.on('error', () => {}); // Whoever waits for it learns of it; nobody else has to.
  return connection;
}

/** The connection is opened and ended here, so that none outlives its letter, whatever the server does. */
async function transportOver(connection: Socket, { host, port, security, credentials }: SmtpSettings, stepMs: number) {
  const { createTransport } = await import('nodemailer'); // Most starts send no mail at once, many never.
  return createTransport({
    connection,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ...(credentials && { auth: { user: credentials.user, pass: credentials.password } }),
    tls: { minVersion: 'TLSv1.2' },
    connectionTimeout: stepMs,
    greetingTimeout: stepMs,
    socketTimeout: stepMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function mailOf({ from }: SmtpSettings, { to, messageId, message: { subject, html, text } }: Letter) {
  return {
    from: { address: from.address, name: oneLine(from.name) },
    to: { address: to, name: '' },
    envelope: { from: from.address, to: [to] },
    messageId,
    headers: { 'Auto-Submitted': 'auto-generated' },
    subject,
    html,
    text,
  };
}

async function unlessAborted(signal: AbortSignal, work: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  work.catch(() => {}); // It may fail after nobody waits for it any more.
  try {
    signal.throwIfAborted();
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

interface SmtpFault {
  readonly name?: string;
  /** A number where a signal was aborted. */
  readonly code?: string | number;
  readonly responseCode?: number;
  readonly command?: string;
}

/** The summary names what happened; the server's own words may quote the address or the message, and are left out. */
function judge(error: unknown): DeliveryError {
  if (error instanceof UnreachableAddressError) {
    const summary = `the address ${error.message} is not public, and smtp-private-addresses does not name it`;
    return new DeliveryError(summary, { isPermanent: false, isServer: true, isAnswer: false });
  }
  const { name, code: given = 'unknown', responseCode, command } = error as SmtpFault;
  const code = name === 'TimeoutError' || name === 'AbortError' ? 'ETIMEDOUT' : given;
  const summary = [code, responseCode, command].filter((part) => part !== undefined).join(' ');
  const isAboutLetter = code === 'EENVELOPE' || code === 'EMESSAGE';
  const isRefusal = responseCode !== undefined && responseCode >= 500;
  const isAnswer = isAboutLetter || code === 'EAUTH';
  return new DeliveryError(summary, { isPermanent: isAboutLetter && isRefusal, isServer: !isAboutLetter, isAnswer });
}
