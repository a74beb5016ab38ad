import { domainToASCII } from 'node:url';

/** RFC 5321, section 4.5.3.1: octets before the `@`, behind it, and of all without the brackets around it. */
const longest = { localPart: 64, domain: 255, address: 254 } as const;

/** `Dot-string` of RFC 5321, section 4.1.2, with what RFC 6531 adds to it. */
const localPart = /^[\w!#$%&'*+/=?^`{|}~\u{80}-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u{80}-\u{10ffff}-]+)*$/u;

/** What nobody sees, what only looks like a blank, and what stands for half a character. */
const unseen = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\ufffd]/u;

const label = /^[0-9a-z](?:[0-9a-z-]{0,61}[0-9a-z])?$/i;

/**
 * Whether a mail server could be found that takes mail for the address. Quoted local parts and addresses of machines in
 * brackets are refused: no mail provider gives such a one to a person.
 */
export function isEmailAddress(text: string): boolean {
  if (text.length > longest.address) return false;
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, at), asciiOfDomain(text.slice(at + 1))];
  if (at < 1 || domain === undefined || !localPart.test(local) || unseen.test(local)) return false;
  const octets = Buffer.byteLength(local);
  return octets <= longest.localPart && octets + 1 + domain.length <= longest.address;
}

/** Whether the part before the `@` has letters that a mail server takes only if it says so (RFC 6531). */
export const needsSmtpUtf8 = (address: string): boolean =>
  /[^\0-\x7f]/.test(address.slice(0, address.lastIndexOf('@')));

/** The domain of an address, as the DNS knows it. */
export const domainOf = (address: string): string => domainToASCII(address.slice(address.lastIndexOf('@') + 1));

/** Thousands of people who are created together have addresses in a few domains. */
let latest: { readonly domain: string; readonly ascii: string | undefined } = { domain: '', ascii: undefined };

function asciiOfDomain(domain: string): string | undefined {
  if (domain !== latest.domain) latest = { domain, ascii: asciiDomain(domain) };
  return latest.ascii;
}

/** The domain as the DNS knows it (RFC 5891), or undefined when it knows none of that form. */
function asciiDomain(domain: string): string | undefined {
  // What the function of URLs would read as something else: an escape, another kind of full stop, a number of a
  // machine.
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) || /(?:^|\.)\d+$/.test(domain)) return undefined;
  const ascii = domainToASCII(domain);
  const isOne = ascii.length <= longest.domain && ascii.split('.').every((part) => label.test(part));
  return isOne ? ascii : undefined;
}
