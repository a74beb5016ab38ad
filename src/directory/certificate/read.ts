import { X509Certificate } from 'node:crypto';
import { invalidMember } from '../../errors.ts';
import type { Certificate } from '../certificate.ts';
import { findPrivateKey } from './private-key.ts';

/** What was in a PKCS #12 file. */
export interface OpenedFile {
  /** DER in base64: that of the private key, or else the first one; the others are those of its issuers. */
  readonly certificate: string | undefined;
  /** Whether there is a private key, to which no certificate in the file belongs. */
  readonly hasForeignKey: boolean;
}

/** Opens a PKCS #12 file. */
export type UnwrapPfx = (wrapped: {
  readonly file: string;
  readonly password: string;
}) => Promise<OpenedFile | { readonly refused: 'password' | 'form' | 'key' | 'time' }>;

const longest = 64 * 1024;

/**
 * Reads a certificate: PEM text, DER in base64, or a PFX file in base64, which may have a password. A private key that
 * comes along must be that of the certificate, and is then forgotten.
 *
 * @throws GatehouseError ValidationFailed with the reason.
 */
export async function readCertificate(
  text: string,
  password: string,
  unwrap: UnwrapPfx,
  now: number,
): Promise<Certificate> {
  if (text.trim() === '') throw refused('The Certificate field is required.');
  if (text.length > longest) throw refused(`The certificate must not be longer than ${longest} characters.`);
  const certificate = await find(text.trim(), password, unwrap);
  const { validFromDate, validToDate } = certificate;
  if (validToDate.getTime() <= now) throw refused(`The certificate expired on ${day(validToDate)}.`);
  if (validFromDate.getTime() > now) throw refused(`The certificate is not valid before ${day(validFromDate)}.`);
  return {
    certificate: certificate.raw.toString('base64'),
    thumbprint: certificate.fingerprint.replaceAll(':', ''),
    expiresAt: validToDate.getTime(),
  };
}

const day = (date: Date): string => date.toISOString().slice(0, 10);

async function find(text: string, password: string, unwrap: UnwrapPfx): Promise<X509Certificate> {
  if (text.includes('-----BEGIN ')) return fromPem(text);
  const compact = text.replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) throw unreadable();
  const bytes = Buffer.from(compact, 'base64');
  if (bytes.subarray(0, 11).toString('latin1') === '-----BEGIN ') return fromPem(bytes.toString('latin1'));
  return fromDer(bytes) ?? (await fromPfx(compact, password, unwrap));
}

const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/;

function fromPem(text: string): X509Certificate {
  const first = block.exec(text)?.[0];
  if (!first) throw unreadable();
  if (/ENCRYPTED/.test(text))
    throw refused('The private key is encrypted. Leave it out: only the certificate is kept.');
  const certificate = parsed(first);
  const found = findPrivateKey(text);
  if (!found) return certificate;
  if (!found.key) throw unreadableKey();
  if (!certificate.checkPrivateKey(found.key)) throw foreignKey();
  return certificate;
}

/** Undefined when it is something else. */
function fromDer(bytes: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}

async function fromPfx(file: string, password: string, unwrap: UnwrapPfx): Promise<X509Certificate> {
  const opened = await unwrap({ file, password });
  if ('refused' in opened) throw reasons[opened.refused]();
  if (opened.certificate === undefined) throw refused('There is no certificate in the file.');
  if (opened.hasForeignKey) throw foreignKey();
  return parsed(Buffer.from(opened.certificate, 'base64'));
}

function parsed(certificate: string | Buffer): X509Certificate {
  try {
    return new X509Certificate(certificate);
  } catch {
    throw unreadable();
  }
}

const unreadable = () => refused('The certificate cannot be read. It must be PEM text, or DER or PFX in base64.');

const unreadableKey = () => refused('The private key cannot be read. It must be one of RSA, or of an elliptic curve.');

const reasons = {
  password: () => refused('The password does not open the certificate file.'),
  form: unreadable,
  key: unreadableKey,
  time: () =>
    refused('The certificate file takes too long to open. It must have been encrypted with fewer iterations.'),
} as const;

const foreignKey = () => refused('The private key does not belong to the certificate.');

const refused = (text: string) => invalidMember('Certificate', text);
