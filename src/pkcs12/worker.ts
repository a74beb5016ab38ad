import { X509Certificate } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import forge from 'node-forge';
import { readPrivateKey } from '../directory/certificate/private-key.ts';
import { standBehindEventLoop } from '../thread-priority.ts';
import { boundKeyDerivation, TooManyRounds } from './key-derivation.ts';
import type { Unwrapped, WrappedFile } from './unwrap.ts';

const { pki, pkcs12, asn1, util } = forge;

const derOf = (object: forge.asn1.Asn1): Buffer => Buffer.from(asn1.toDer(object).getBytes(), 'binary');

/** The certificates, and the first private key as PKCS #8: all in DER. */
interface Contents {
  readonly certificates: readonly Buffer[];
  readonly privateKey: Buffer | undefined;
}

function open({ file, password }: WrappedFile): Contents {
  const structure = asn1.fromDer(util.createBuffer(Buffer.from(file, 'base64').toString('binary')));
  const opened = pkcs12.pkcs12FromAsn1(structure, false, password);
  const bags = (type: string) => opened.getBags({ bagType: type })[type] ?? [];
  const certificates = bags(pki.oids.certBag ?? '').map(({ cert, asn1: unread }) =>
    derOf(cert ? pki.certificateToAsn1(cert) : unread),
  );
  const [key] = [pki.oids.pkcs8ShroudedKeyBag, pki.oids.keyBag].flatMap((type) => bags(type ?? ''));
  const privateKey = key && derOf(key.key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(key.key)) : key.asn1);
  return { certificates, privateKey };
}

function choose({ certificates, privateKey }: Contents): Unwrapped {
  const key = privateKey && readPrivateKey(privateKey);
  if (privateKey && !key) return { refused: 'key' };
  const own = key && certificates.find((one) => new X509Certificate(one).checkPrivateKey(key));
  const certificate = (own ?? certificates[0])?.toString('base64');
  return { certificate, hasForeignKey: key !== undefined && own === undefined };
}

function attempt(wrapped: WrappedFile): Unwrapped {
  let contents: Contents;
  try {
    contents = open(wrapped);
  } catch (error) {
    if (error instanceof TooManyRounds) return { refused: 'time' };
    const isPassword = /password|MAC|decrypt|padding/i.test((error as Error).message);
    return { refused: isPassword ? 'password' : 'form' };
  }
  try {
    return choose(contents);
  } catch {
    return { refused: 'form' };
  }
}

standBehindEventLoop();
boundKeyDerivation();
parentPort?.postMessage(attempt(workerData as WrappedFile));
