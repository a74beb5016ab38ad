import { isIPv4, isIPv6 } from 'node:net';

/**
 * The network that a client address belongs to, as far as one person can be taken to have it: the /24 of an IPv4
 * address, the /56 of an IPv6 address, written in one form (RFC 4632, RFC 5952). IPv4 inside of IPv6 is IPv4. Anything
 * that is no address is one network, so that it is bounded like the others.
 */
export function networkOf(ip: string): string {
  const [address = ''] = ip.split('%', 1); // Without the zone (RFC 4007).
  if (isIPv4(address)) return ofIPv4(address);
  if (!isIPv6(address)) return 'unknown';
  const groups = groupsOf(address);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped)
    return ofIPv4(
      groups
        .slice(6)
        .flatMap((group) => [group >> 8, group & 0xff])
        .join('.'),
    );
  const [first = 0, second = 0, third = 0, fourth = 0] = groups;
  const network = [first, second, third, fourth & 0xff00].map((group) => group.toString(16)).join(':');
  return `${canonical(`${network}::`)}/56`;
}

const ofIPv4 = (address: string): string => `${address.slice(0, address.lastIndexOf('.'))}.0/24`;

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): readonly number[] {
  const hex = canonical(address);
  const [head = '', tail] = hex.split('::');
  const read = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const [before, after] = [read(head), read(tail ?? '')];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/**
 * The one form of an IPv6 address, as the URL standard serialises it: hexadecimal, the longest run of zeros left out.
 */
const canonical = (address: string): string => new URL(`http://[${address}]`).hostname.slice(1, -1);
