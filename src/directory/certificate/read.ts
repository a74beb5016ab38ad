import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { invalidMember } from '../../errors.ts';
import type { Certificate } from '../certificate.ts';

/** Opens a PKCS #12 file. */
export type UnwrapPfx = (wrapped: {
  readonly file: string;
  readonly password: string;
}) => Promise<
  | { readonly certificates: readonly string[]; readonly privateKeys: readonly string[] }
  | { readonly refused: 'password' | 'form' }
>;

interface Found {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject | undefined;
}

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
  const { certificate, privateKey } = await find(text.trim(), password, unwrap);
  if (privateKey && !certificate.checkPrivateKey(privateKey)) {
    throw refused('The private key does not belong to the certificate.');
  }
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

async function find(text: string, password: string, unwrap: UnwrapPfx): Promise<Found> {
  if (text.includes('-----BEGIN ')) return fromPem(text);
  const compact = text.replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) throw unreadable();
  const bytes = Buffer.from(compact, 'base64');
  if (bytes.subarray(0, 11).toString('latin1') === '-----BEGIN ') return fromPem(bytes.toString('latin1'));
  return fromDer(bytes) ?? (await fromPfx(compact, password, unwrap));
}

const block = (kind: string) => new RegExp(`-----BEGIN ${kind}-----[A-Za-z0-9+/=\\s]+-----END ${kind}-----`);

function fromPem(text: string): Found {
  const certificate = block('CERTIFICATE').exec(text)?.[0];
  if (!certificate) throw unreadable();
  if (/ENCRYPTED/.test(text))
    throw refused('The private key is encrypted. Leave it out: only the certificate is kept.');
  const privateKey = block('(?:RSA |EC )?PRIVATE KEY').exec(text)?.[0];
  return {
    certificate: parsed(certificate),
    privateKey: privateKey ? keyOf(() => createPrivateKey(privateKey)) : undefined,
  };
}

/** Undefined when it is something else. */
function fromDer(bytes: Buffer): Found | undefined {
  try {
    return { certificate: new X509Certificate(bytes), privateKey: undefined };
  } catch {
    return undefined;
  }
}

/** With several certificates in the file, the one of the key is meant; the others are those of its issuers. */
async function fromPfx(file: string, password: string, unwrap: UnwrapPfx): Promise<Found> {
  const opened = await unwrap({ file, password });
  if ('refused' in opened) {
    throw opened.refused === 'password' ? refused('The password does not open the certificate file.') : unreadable();
  }
  const certificates = opened.certificates.map((one) => parsed(Buffer.from(one, 'base64')));
  const [key] = opened.privateKeys;
  const privateKey =
    key === undefined
      ? undefined
      : keyOf(() => createPrivateKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'pkcs8' }));
  const own = privateKey && certificates.find((one) => one.checkPrivateKey(privateKey));
  const certificate = own ?? certificates[0];
  if (!certificate) throw refused('There is no certificate in the file.');
  return { certificate, privateKey };
}

function parsed(certificate: string | Buffer): X509Certificate {
  try {
    return new X509Certificate(certificate);
  } catch {
    throw unreadable();
  }
}

function keyOf(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch {
    throw refused('The private key cannot be read.');
  }
}

const unreadable = () => refused('The certificate cannot be read. It must be PEM text, or DER or PFX in base64.');

const refused = (text: string) => invalidMember('Certificate', text);
