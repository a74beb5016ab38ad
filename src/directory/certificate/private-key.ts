import { createPrivateKey, type KeyObject } from 'node:crypto';

/** The labels of PEM (RFC 7468) behind which a private key is accepted, and the form that each stands for. */
const forms = { 'PRIVATE KEY': 'pkcs8', 'RSA PRIVATE KEY': 'pkcs1', 'EC PRIVATE KEY': 'sec1' } as const;

type Form = (typeof forms)[keyof typeof forms];

/** The tag and the length of a sequence of DER, in hex. */
const sequence = '30(?:[0-7].|81..|82.{4})';

/** RSA, RSA-PSS, a named or written curve, Ed25519, Ed448: the object identifiers in DER, in hex. */
const kinds = ['06092a864886f70d010101', '06092a864886f70d01010a', '06072a8648ce3d0201', '06032b6570', '06032b6571'];

/** How each form begins. A library that is given another form than it was told reads that one instead. */
const beginnings: Readonly<Record<Form, RegExp>> = {
  pkcs8: new RegExp(`^${sequence}02010[01]${sequence}(?:${kinds.join('|')})`), // RFC 5958
  pkcs1: new RegExp(`^${sequence}02010002`), // RFC 8017, appendix A.1.2
  sec1: new RegExp(`^${sequence}02010104`), // RFC 5915
};

const longestBeginning = 32;

/**
 * Reads a private key of a kind that is read without computing with it. With one of DSA or Diffie-Hellman, OpenSSL computes
 * the public key at once, in a time that grows with the third power of the numbers in it: minutes, which nothing can end.
 *
 * @param der its bytes.
 * @returns undefined when it is of another kind, or cannot be read.
 */
export function readPrivateKey(der: Buffer, form: Form = 'pkcs8'): KeyObject | undefined {
  if (!beginnings[form].test(der.toString('hex', 0, longestBeginning))) return undefined;
  try {
    return createPrivateKey({ key: der, format: 'der', type: form });
  } catch {
    return undefined;
  }
}

const block = /-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\s]+)-----END \1-----/;

/** The first private key in PEM text, with `key` undefined when it cannot be read; undefined when there is none. */
export function findPrivateKey(text: string): { readonly key: KeyObject | undefined } | undefined {
  const [, label = '', base64 = ''] = block.exec(text) ?? [];
  const form = forms[label as keyof typeof forms] as Form | undefined;
  return form && { key: readPrivateKey(Buffer.from(base64, 'base64'), form) };
}
