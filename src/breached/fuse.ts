// A binary fuse filter with 8-bit fingerprints: Graf and Lemire, "Binary Fuse Filters: Fast and Smaller Than Xor Filters",
// ACM Journal of Experimental Algorithmics 27 (2022). Each key has a place in each of three neighbouring segments, and the
// bytes of its places give its fingerprint when they are combined: a key that was built in is always found, another one
// with a chance of 1 in 256. Our own, because it has to be built piece by piece and read without loading it.

/** How the bytes of a filter are divided. */
export interface FuseLayout {
  /** The length of a segment as a power of two; at most 16. */
  readonly segmentBits: number;
  /** Segments in which a key can have its first place; there are two more. 0 in a filter without keys. */
  readonly segmentCount: number;
}

export interface Fuse extends FuseLayout {
  /** Chosen so that the keys can be told apart. */
  readonly seed: number;
}

/** How many bytes a filter takes. */
export const fuseBytes = ({ segmentBits, segmentCount }: FuseLayout): number =>
  segmentCount === 0 ? 0 : (segmentCount + 2) << segmentBits;

/** The sizes that the paper gives for so many keys: 1.13 bytes for each of a million, more for each of a few. */
function layoutFor(keys: number): FuseLayout {
  if (keys === 0) return { segmentBits: 0, segmentCount: 0 };
  const segmentBits = Math.min(16, Math.floor(Math.log(keys) / Math.log(3.33) + 2.25));
  const factor = Math.max(1.125, 0.875 + (0.25 * Math.log(1e6)) / Math.log(Math.max(keys, 2)));
  return { segmentBits, segmentCount: Math.max(1, Math.ceil((keys * factor) / 2 ** segmentBits) - 2) };
}

/** What a key becomes under a seed: two numbers of 32 bits, and never the same two for another key. */
const mixLow = (low: number, seed: number): number => mix(low ^ seed);
const mixHigh = (high: number, mixedLow: number): number => mix(high ^ Math.imul(mixedLow, 0x9e3779b1));

/** The finalizer of MurmurHash3. */
function mix(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** One of the three places. The upper bits of `b` say the first, pieces of `a` where in the next segments the others are. */
function placeOf(which: number, a: number, b: number, { segmentBits, segmentCount }: FuseLayout): number {
  const length = 1 << segmentBits;
  const first = Math.floor((b * segmentCount * length) / 2 ** 32);
  if (which === 0) return first;
  return (first + which * length) ^ ((which === 1 ? a : a >>> 16) & (length - 1));
}

/** The lowest bits of `b`, which say next to nothing about the first place. */
const fingerprintOf = (b: number): number => b & 0xff;

/**
 * Whether a key is in a filter.
 *
 * @param read the part of the filter's bytes from one position up to another. It is asked once, for less than three segments.
 */
export function isInFuse(
  fuse: Fuse,
  high: number,
  low: number,
  read: (from: number, to: number) => Uint8Array,
): boolean {
  if (fuse.segmentCount === 0) return false;
  const a = mixLow(low, fuse.seed);
  const b = mixHigh(high, a);
  const places = [placeOf(0, a, b, fuse), placeOf(1, a, b, fuse), placeOf(2, a, b, fuse)] as const;
  // Each segment lies behind the one before.
  const bytes = read(places[0], places[2] + 1);
  return places.reduce((all, place) => all ^ (bytes[place - places[0]] as number), 0) === fingerprintOf(b);
}

/** So many seeds are tried. One in some hundred fails. */
const mostSeeds = 100;

/**
 * Builds a filter.
 *
 * @param keys of 64 bits, as pairs of the lower and the upper half; no key twice.
 * @throws Error when no seed was right, as with keys that are there twice.
 */
export function buildFuse(keys: Uint32Array): Fuse & { readonly bytes: Uint8Array } {
  const layout = layoutFor(keys.length / 2);
  for (let seed = 1; seed <= mostSeeds; seed += 1) {
    const peeled = peel(keys, seed, layout);
    if (peeled) return { ...layout, seed, bytes: assign(peeled, layout) };
  }
  throw new Error('A filter could not be built: a key is in it twice.');
}

/** The keys in an order in which each has a place that no later one has. */
interface Peeled {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  /** Which of its places that is. */
  readonly which: Uint8Array;
}

/** Takes away key after key that has a place for itself; undefined when in the end some are left. */
function peel(keys: Uint32Array, seed: number, layout: FuseLayout): Peeled | undefined {
  const size = fuseBytes(layout);
  const count = keys.length / 2;
  // For each place: how many keys have it, times four, with which place of theirs it is; and those keys, all combined.
  const counts = new Uint8Array(size);
  const [as, bs, alone] = [new Uint32Array(size), new Uint32Array(size), new Uint32Array(size)];
  for (let at = 0; at < keys.length; at += 2) {
    const a = mixLow(keys[at] as number, seed);
    const b = mixHigh(keys[at + 1] as number, a);
    for (let which = 0; which < 3; which += 1) {
      const place = placeOf(which, a, b, layout);
      counts[place] = ((counts[place] as number) + 4) ^ which;
      as[place] = (as[place] as number) ^ a;
      bs[place] = (bs[place] as number) ^ b;
    }
  }
  let waiting = 0;
  for (let place = 0; place < size; place += 1) if ((counts[place] as number) >>> 2 === 1) alone[waiting++] = place;
  const order = { a: new Uint32Array(count), b: new Uint32Array(count), which: new Uint8Array(count) };
  let taken = 0;
  while (waiting > 0) {
    const own = alone[--waiting] as number;
    if ((counts[own] as number) >>> 2 !== 1) continue; // Taken by its other place.
    const [a, b] = [as[own] as number, bs[own] as number];
    order.a[taken] = a;
    order.b[taken] = b;
    order.which[taken++] = (counts[own] as number) & 3;
    for (let which = 0; which < 3; which += 1) {
      const place = placeOf(which, a, b, layout);
      const left = ((counts[place] as number) - 4) ^ which;
      counts[place] = left;
      as[place] = (as[place] as number) ^ a;
      bs[place] = (bs[place] as number) ^ b;
      if (left >>> 2 === 1) alone[waiting++] = place;
    }
  }
  return taken === count ? order : undefined;
}

/** Gives bytes to the places, the key that was taken last first: what it sets, no earlier one had for itself. */
function assign({ a: as, b: bs, which }: Peeled, layout: FuseLayout): Uint8Array {
  const bytes = new Uint8Array(fuseBytes(layout));
  for (let at = which.length - 1; at >= 0; at -= 1) {
    const [a, b] = [as[at] as number, bs[at] as number];
    let rest = fingerprintOf(b);
    for (let one = 0; one < 3; one += 1) rest ^= bytes[placeOf(one, a, b, layout)] as number;
    bytes[placeOf(which[at] as number, a, b, layout)] = rest;
  }
  return bytes;
}
