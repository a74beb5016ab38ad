import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Logo } from '../directory/appearance/logo.ts';
import { needsSmtpUtf8 } from '../directory/email-address.ts';
import { logoAddress, logoPart } from '../directory/message-template/built-in.ts';
import type { Message } from '../directory/message-template/compose.ts';
import { oneLine } from '../directory/message-template/render.ts';
import { everywhere, guardedLookup, type MayReach, UnreachableAddressError } from '../outgoing/reachable.ts';
import type { SmtpSettings } from './smtp-settings.ts';

export interface Letter {
  readonly to: string;
  readonly message: Message;
  /** Goes along, inside, where the message shows it. */
  readonly logo: Logo | undefined;
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
  /** How the server introduces itself. */
  readonly name: string;
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
  await withSession(smtp, delivery, async (connection) => {
    requireUtf8(connection, smtp, letter);
    const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
    const mail = new MailComposer(mailOf(smtp, letter)).compile();
    await promised((done) => connection.send(mail.getEnvelope(), mail.createReadStream(), done));
  });
}

/**
 * Reaches the server as for a letter, signs in where that is asked for, and sends nothing.
 *
 * @throws DeliveryError
 */
export async function probeServer(
  smtp: SmtpSettings,
  { timeouts, name }: Pick<Delivery, 'timeouts' | 'name'>,
): Promise<void> {
  await withSession(smtp, { timeouts, name, mayReach: everywhere }, async (connection) => connection.quit());
}

/** A conversation in which the server was greeted and, where that is asked for, signed in to. */
async function withSession(
  smtp: SmtpSettings,
  { timeouts: { stepMs, totalMs }, name, mayReach, stop }: Delivery,
  work: (connection: SMTPConnection) => Promise<void>,
): Promise<void> {
  // A server that sends a byte now and then never runs into the timeout of a step.
  const end = AbortSignal.any([AbortSignal.timeout(totalMs), ...(stop ? [stop] : [])]);
  let socket: Socket | undefined;
  try {
    socket = open(smtp, mayReach);
    await once(socket, 'connect', { signal: AbortSignal.any([end, AbortSignal.timeout(stepMs)]) });
    await unlessAborted(end, converse(socket, smtp, { stepMs, name }, work));
  } catch (error) {
    throw toDeliveryError(error);
  } finally {
    socket?.destroy();
  }
}

function open({ host, port, isOperators }: SmtpSettings, mayReach: MayReach): Socket {
  // The operator's own is looked up as everything else on the machine.
  const connection = connect({ host, port, ...(isOperators ? {} : { lookup: guardedLookup(host, mayReach) }) });
  connection.on('error', () => {}); // Whoever waits for it learns of it; nobody else has to.
  return connection;
}

/** The socket is opened and ended by the caller, so that none outlives its letter, whatever the server does. */
async function converse(
  socket: Socket,
  { host, port, security, credentials }: SmtpSettings,
  { stepMs, name }: { readonly stepMs: number; readonly name: string },
  work: (connection: SMTPConnection) => Promise<void>,
): Promise<void> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection'); // Most starts send no mail at once.
  const connection = new Connection({
    ...{ connection: socket, host, port, name, secure: security === 'tls', requireTLS: security === 'starttls' },
    tls: { minVersion: 'TLSv1.2' },
    ...{ connectionTimeout: stepMs, greetingTimeout: stepMs, socketTimeout: stepMs },
  });
  const { promise: failure, reject } = Promise.withResolvers<never>();
  connection.on('error', reject);
  const session = async () => {
    await promised((done) => connection.connect(done));
    if (credentials && connection.allowsAuth) {
      const { user, password: pass } = credentials;
      await promised((done) => connection.login({ user, credentials: { user, pass } }, done));
    }
    await work(connection);
  };
  await Promise.race([failure, session()]);
}

const promised = (begin: (done: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => begin((error) => (error ? reject(error) : resolve())));

/**
 * An address with letters beyond ASCII before the `@` goes only to a server that has said that it takes such (RFC 6531,
 * section 3.2); the domain can be written in ASCII.
 *
 * @throws DeliveryError for good where it is the recipient's.
 */
function requireUtf8(connection: SMTPConnection, { from }: SmtpSettings, { to }: Letter): void {
  // The library keeps what the server announced, and tells it only to methods of signing in.
  const { _supportedExtensions: announced } = connection as unknown as { readonly _supportedExtensions: string[] };
  if (announced.includes('SMTPUTF8')) return;
  const fault = 'the mail server does not take addresses with letters beyond ASCII before the @ (SMTPUTF8)';
  if (needsSmtpUtf8(from.address)) {
    throw new DeliveryError(`sender: ${fault}`, { isPermanent: false, isServer: true, isAnswer: true });
  }
  if (needsSmtpUtf8(to)) {
    throw new DeliveryError(`recipient: ${fault}`, { isPermanent: true, isServer: false, isAnswer: true });
  }
}

function mailOf({ from }: SmtpSettings, { to, messageId, message: { subject, html, text }, logo }: Letter) {
  const shown = html.includes(logoAddress) ? logo : undefined;
  return {
    from: { address: from.address, name: oneLine(from.name) },
    to: { address: to, name: '' },
    envelope: { from: from.address, to: [to] },
    messageId,
    headers: { 'Auto-Submitted': 'auto-generated' },
    subject,
    html,
    text,
    ...(shown && { attachments: [partOf(shown)] }),
    ...{ disableFileAccess: true, disableUrlAccess: true },
  };
}

const partOf = ({ type, body }: Logo) => ({
  cid: logoPart,
  content: body,
  contentType: type,
  contentDisposition: 'inline',
  filename: `logo.${type.slice('image/'.length)}`,
});

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
function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
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
