import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Logo } from '../directory/appearance/logo.ts';
import { needsSmtpUtf8 } from '../directory/email-address.ts';
import { logoAddress, logoPart } from '../directory/message-template/built-in.ts';
import type { Message } from '../directory/message-template/compose.ts';
import { oneLine } from '../directory/message-template/render.ts';
import { answerCodes } from '../directory/undelivered-mail/told-reason.ts';
import { BoundedSocket } from '../outgoing/bounded-socket.ts';
import { outgoingEncryption } from '../outgoing/encryption.ts';
import { everywhere, guardedLookup, type MayReach, UnreachableAddressError } from '../outgoing/reachable.ts';
import type { SmtpSettings } from './smtp-settings.ts';
import type { Transcript } from './transcript.ts';

export interface Letter {
  readonly to: string;
  readonly message: Message;
  /** The name of the sender, where the settings give none. */
  readonly sender: string;
  /** Attached inline if the message shows it. */
  readonly logo: Logo | undefined;
  /** The same for every attempt, so that a mailbox recognizes a copy. */
  readonly messageId: string;
}

export interface Timeouts {
  /** For the connection, for the greeting, and for each response after them. */
  readonly stepMs: number;
  /** For a delivery as a whole. */
  readonly totalMs: number;
}

/**
 * Why a letter could not be sent. `isPermanent`: the server refused this letter for good (5yz), so another attempt is
 * useless. `isServer`: the server cannot be used at all, for any letter. `isAnswer`: a mail server was reached as configured,
 * and this is its response.
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
  /** The name in the greeting. */
  readonly name: string;
  /** To which addresses of mail servers the server may connect, unless the operator has configured them. */
  readonly mayReach: MayReach;
  /** Aborts the delivery. */
  readonly stop?: AbortSignal;
  /** Takes down what is said. */
  readonly transcript?: Transcript | undefined;
}

/**
 * Sends one letter over its own connection. Resolves when the server has accepted it.
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
 * Connects to the server as for a letter, signs in if there are credentials, and sends nothing.
 *
 * @throws DeliveryError
 */
export async function probeServer(
  smtp: SmtpSettings,
  { timeouts, name }: Pick<Delivery, 'timeouts' | 'name'>,
): Promise<void> {
  await withSession(smtp, { timeouts, name, mayReach: everywhere }, async (connection) => connection.quit());
}

/** Runs `work` in an SMTP session, after the greeting and, if there are credentials, the sign-in. */
async function withSession(
  smtp: SmtpSettings,
  { timeouts: { stepMs, totalMs }, name, mayReach, stop, transcript }: Delivery,
  work: (connection: SMTPConnection) => Promise<void>,
): Promise<void> {
  // The limit for the whole: a server that sends a byte now and then never exceeds the timeout of a step.
  const end = AbortSignal.any([AbortSignal.timeout(totalMs), ...(stop ? [stop] : [])]);
  let socket: Socket | undefined;
  try {
    socket = open(smtp, mayReach);
    await once(socket, 'connect', { signal: AbortSignal.any([end, AbortSignal.timeout(stepMs)]) });
    await unlessAborted(end, converse(socket, smtp, { stepMs, name, transcript }, work));
  } catch (error) {
    throw toDeliveryError(error, smtp);
  } finally {
    socket?.destroy();
  }
}

function open({ host, port, isOperators }: SmtpSettings, mayReach: MayReach): Socket {
  // The operator's own server is looked up by the system.
  const connection = connect({ host, port, ...(isOperators ? {} : { lookup: guardedLookup(host, mayReach) }) });
  connection.on('error', () => {}); // Errors reach the code that waits for the connection.
  return connection;
}

/** The caller opens and closes the socket, so that none lives longer than its letter, whatever the server does. */
async function converse(
  socket: Socket,
  { host, port, security, credentials }: SmtpSettings,
  { stepMs, name, transcript }: Pick<Delivery, 'name' | 'transcript'> & { readonly stepMs: number },
  work: (connection: SMTPConnection) => Promise<void>,
): Promise<void> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection'); // Loaded when the first mail is sent, to keep the start short.
  const connection = new Connection({
    ...{
      connection: new BoundedSocket(socket) as unknown as Socket,
      host,
      port,
      name,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
    },
    tls: outgoingEncryption,
    ...{ connectionTimeout: stepMs, greetingTimeout: stepMs, socketTimeout: stepMs },
    ...(transcript && { logger: transcript.logger, transactionLog: true }),
  });
  const { promise: failure, reject } = Promise.withResolvers<never>();
  connection.on('error', reject);
  const heard = boundAnswers(connection, reject);
  const session = async () => {
    await promised((done) => connection.connect(done));
    if (credentials && connection.allowsAuth) {
      const { user, password: pass } = credentials;
      await promised((done) => connection.login({ user, credentials: { user, pass } }, done));
    }
    await work(connection);
  };
  try {
    await Promise.race([failure, session()]);
  } catch (error) {
    const isMute = security !== 'tls' && heard() === 0 && (error as SmtpFault).code === 'ETIMEDOUT';
    throw isMute ? Object.assign(error as Error, { message: mute }) : error;
  }
}

/** Of a server that waits for a handshake, while it is expected to greet. */
const mute = 'nothing was said';

/** Of a whole session, in bytes: more than the longest answers to its some ten commands. */
const mostHeard = 32 * 1024;

/**
 * The library bounds the length of an answer and not how many there are. Blank lines are none: they lie in a list that it goes
 * through again with each of them, which holds the event loop for seconds.
 *
 * @returns what tells how many bytes have come.
 */
function boundAnswers(connection: SMTPConnection, refuse: (error: Error) => void): () => number {
  // Whatever arrives, encrypted or not, comes to this private member.
  const library = connection as unknown as { _onData(piece: Buffer): void };
  const receive = library._onData.bind(connection);
  let heard = 0;
  library._onData = (piece) => {
    heard += piece.length;
    if (heard > mostHeard) refuse(Object.assign(new Error('The server says too much.'), { code: 'EPROTOCOL' }));
    else receive(piece);
  };
  return () => heard;
}

const promised = (begin: (done: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => begin((error) => (error ? reject(error) : resolve())));

/**
 * Requires that the server supports SMTPUTF8 when an address has letters beyond ASCII before the `@` (RFC 6531, section 3.2);
 * the domain can be written in ASCII.
 *
 * @throws DeliveryError, permanent if it is the recipient's address.
 */
function requireUtf8(connection: SMTPConnection, { from }: SmtpSettings, { to }: Letter): void {
  // The library has the announced extensions in a private member.
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

function mailOf({ from }: SmtpSettings, { to, messageId, sender, message: { subject, html, text }, logo }: Letter) {
  const shown = html.includes(logoAddress) ? logo : undefined;
  return {
    from: { address: from.address, name: oneLine(from.name || sender) },
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
  work.catch(() => {}); // It may fail when nothing waits for it any more.
  try {
    signal.throwIfAborted();
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

interface SmtpFault {
  readonly name?: string;
  readonly message?: string;
  /** A number when a signal was aborted. */
  readonly code?: string | number;
  readonly responseCode?: number;
  readonly command?: string;
}

/** What is wrong with the encryption, by what TLS of Node and the library say. No server has chosen these words. */
const ofEncryption: readonly (readonly [said: RegExp, meaning: (host: string) => string])[] = [
  [/certificate has expired/, () => 'the certificate of the mail server has expired'],
  [/not yet valid/, () => 'the certificate of the mail server is not valid yet, or the clock of this machine is wrong'],
  [/altnames/, (host) => `the certificate of the mail server has another name than ${host}`],
  [
    /self-signed|unable to (?:get|verify)/,
    () => 'who has signed the certificate of the mail server is not trusted; NODE_EXTRA_CA_CERTS names others',
  ],
  [/wrong version number/, () => 'the mail server does not encrypt from the first byte: starttls?'],
  [new RegExp(mute), () => 'no greeting came; a port that encrypts from the first byte, as 465, needs tls'],
];

const meaningOf = (said: string, host: string): string => {
  const meaning = ofEncryption.find(([pattern]) => pattern.test(said))?.[1];
  return meaning ? `: ${meaning(host)}` : '';
};

/** The summary says what happened. The server's own text is left out, because it may quote the address or the message. */
function toDeliveryError(error: unknown, { host }: SmtpSettings): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof UnreachableAddressError) {
    const summary = `the address ${error.message} is not public, and smtp-private-addresses does not name it`;
    return new DeliveryError(summary, { isPermanent: false, isServer: true, isAnswer: false });
  }
  const { name, message = '', code: given = 'unknown', responseCode, command } = error as SmtpFault;
  const code = name === 'TimeoutError' || name === 'AbortError' ? 'ETIMEDOUT' : given;
  const codes = [code, responseCode, command].filter((part) => part !== undefined).join(' ');
  const summary = codes + (responseCode === undefined ? meaningOf(message, host) : '');
  const isAboutLetter = code === 'EENVELOPE' || code === 'EMESSAGE';
  const isRefusal = responseCode !== undefined && responseCode >= 500;
  const isAnswer = answerCodes.includes(String(code));
  return new DeliveryError(summary, { isPermanent: isAboutLetter && isRefusal, isServer: !isAboutLetter, isAnswer });
}
