import { parentPort, workerData } from 'node:worker_threads';
import forge from 'node-forge';
import { standBehindEventLoop } from '../thread-priority.ts';
import type { Unwrapped, WrappedFile } from './unwrap.ts';

const { pki, pkcs12, asn1, util } = forge;

/** In base64 of DER, as forge holds it. */
const encode = (object: forge.asn1.Asn1): string => util.encode64(asn1.toDer(object).getBytes());

function unwrap({ file, password }: WrappedFile): Unwrapped {
  const structure = asn1.fromDer(util.createBuffer(Buffer.from(file, 'base64').toString('binary')));
  const opened = pkcs12.pkcs12FromAsn1(structure, false, password);
  const bags = (type: string) => opened.getBags({ bagType: type })[type] ?? [];
  const certificates = bags(pki.oids.certBag ?? '').map(({ cert, asn1: unread }) =>
    encode(cert ? pki.certificateToAsn1(cert) : unread),
  );
  const keys = [pki.oids.pkcs8ShroudedKeyBag, pki.oids.keyBag].flatMap((type) => bags(type ?? ''));
  const privateKeys = keys.map(({ key, asn1: unread }) =>
    encode(key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(key)) : unread),
  );
  return { certificates, privateKeys };
}

function attempt(wrapped: WrappedFile): Unwrapped | { readonly refused: 'password' | 'form' } {
  try {
    return unwrap(wrapped);
  } catch (error) {
    const isPassword = /password|MAC|decrypt|padding/i.test((error as Error).message);
    return { refused: isPassword ? 'password' : 'form' };
  }
}

standBehindEventLoop();
parentPort?.postMessage(attempt(workerData as WrappedFile));
