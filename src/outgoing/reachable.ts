import { promises as dns, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Addresses that are not public: this machine, private networks, other forms of such addresses, and all of IPv6 but global
 * unicast (RFC 6890 and its registries; RFC 3056 and RFC 4380 for 2001:: and 2002::).
 */
const specialAddresses = {
  ipv4: rangesOf([
    ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
    ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
    ...['224.0.0.0/4', '240.0.0.0/4'],
  ]),
  ipv6: rangesOf(['::/3', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '4000::/2', '8000::/1']),
};

/** An address that is not public, and that the operator has not allowed. */
export class UnreachableAddressError extends Error {
  override readonly name = 'UnreachableAddressError';
}

/** Whether the server may connect to an address. */
export type MayReach = (address: string) => boolean;

/** Allows every public address, and those of the given ranges: addresses or CIDR, as in a setting. */
export function publicAddressesAnd(ranges: readonly string[]): MayReach {
  const allowed = rangesOf(ranges);
  return (address) => {
    const [bare = ''] = address.split('%', 1); // Without the zone of a link-local address.
    const family = isIP(bare) === 4 ? 'ipv4' : 'ipv6';
    return !specialAddresses[family].check(bare, family) || allowed.check(bare, family);
  };
}

export const everywhere: MayReach = () => true;

/**
 * A lookup function for a connection, which then uses exactly the address that was checked.
 *
 * @throws UnreachableAddressError when the host is an address itself, which Node does not look up.
 */
export function guardedLookup(host: string, mayReach: MayReach): LookupFunction {
  if (isIP(host) !== 0 && !mayReach(host)) throw new UnreachableAddressError(host);
  return (name, options, callback) => {
    addressesOf(name).then(
      (found) => {
        const refused = found.find(({ address }) => !mayReach(address));
        const [first] = found;
        if (!first) callback(new Error('no address'), '');
        else if (refused) callback(new UnreachableAddressError(refused.address), '');
        else if (options.all) callback(null, found);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, ''),
    );
  };
}

/** Asks the name servers directly, with a timeout: the system's lookup would block one of the few threads of Node's pool. */
const resolver = new dns.Resolver({ timeout: 1500, tries: 2 });

/** The errors for names that only the system may know: from its hosts file, or because there is no name server. */
const unknownThere: readonly unknown[] = ['ENOTFOUND', 'ENODATA', 'ECONNREFUSED'];

async function addressesOf(name: string): Promise<LookupAddress[]> {
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const found = [
    ...(four.status === 'fulfilled' ? four.value : []).map((address) => ({ address, family: 4 })),
    ...(six.status === 'fulfilled' ? six.value : []).map((address) => ({ address, family: 6 })),
  ];
  if (found.length > 0) return found;
  const errors = [four, six].flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  const known = errors.find(({ code }) => !unknownThere.includes(code));
  if (known) throw known;
  return await systemAddressesOf(name);
}

/** How many lookups may wait for the system. */
const mostWaiting = 32;

let waiting = 0;
let turn: Promise<unknown> = Promise.resolve();

/** One name at a time, so that slow names block one thread at most. */
async function systemAddressesOf(name: string): Promise<LookupAddress[]> {
  if (waiting >= mostWaiting) throw new Error('too many names are looked up at the moment');
  waiting += 1;
  const found = turn.then(() => dns.lookup(name, { all: true }));
  turn = found.then(
    () => (waiting -= 1),
    () => (waiting -= 1),
  );
  return await found;
}

function rangesOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const isShort = isIP(address) === 4;
    list.addSubnet(address, Number(bits ?? (isShort ? 32 : 128)), isShort ? 'ipv4' : 'ipv6');
  }
  return list;
}
