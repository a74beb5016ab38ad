import { createTransport } from 'nodemailer';
import type { Message } from '../directory/message-template/compose.ts';
import { oneLine } from '../directory/message-template/render.ts';
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
 * would end alike. `isServer`: the server cannot be used at all, for this letter or another.
 */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly isPermanent: boolean;
  readonly isServer: boolean;

  constructor(summary: string, verdict: { readonly isPermanent: boolean; readonly isServer: boolean }) {
    super(summary);
    this.isPermanent = verdict.isPermanent;
    this.isServer = verdict.isServer;
  }
}

/**
 * Sends one letter over a connection of its own. When it resolves, the server has taken it.
 *
 * @throws DeliveryError
 */
export async function sendLetter(smtp: SmtpSettings, letter: Letter, timeouts: Timeouts): Promise<void> {
  const transport = createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.security === 'tls',
    requireTLS: smtp.security === 'starttls',
    ...(smtp.credentials && { auth: { user: smtp.credentials.user, pass: smtp.credentials.password } }),
    tls: { minVersion: 'TLSv1.2' },
    connectionTimeout: timeouts.stepMs,
    greetingTimeout: timeouts.stepMs,
    socketTimeout: timeouts.stepMs,
    dnsTimeout: timeouts.stepMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const { subject, html, text } = letter.message;
  const sending = transport.sendMail({
    from: { address: smtp.from.address, name: oneLine(smtp.from.name) },
    to: { address: letter.to, name: '' },
    envelope: { from: smtp.from.address, to: [letter.to] },
    messageId: letter.messageId,
    headers: { 'Auto-Submitted': 'auto-generated' },
    subject,
    html,
    text,
  });
  try {
    await within(timeouts.totalMs, sending);
  } catch (error) {
    throw judge(error);
  } finally {
    transport.close();
  }
}

/** A server that sends a byte now and then never runs into the timeout of a step. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' })), ms);
  work.catch(() => {}); // It may fail after nobody waits for it any more.
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

interface SmtpFault {
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

/** The summary names what happened; the server's own words may quote the address or the message, and are left out. */
function judge(error: unknown): DeliveryError {
  const { code = 'unknown', responseCode, command } = error as SmtpFault;
  const summary = [code, responseCode, command].filter((part) => part !== undefined).join(' ');
  const isAboutLetter = code === 'EENVELOPE' || code === 'EMESSAGE';
  const isRefusal = responseCode !== undefined && responseCode >= 500;
  return new DeliveryError(summary, { isPermanent: isAboutLetter && isRefusal, isServer: !isAboutLetter });
}
