import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, deflate, inflateSync } from 'node:zlib';

/**
 * Writes a picture of a page with a palette: pages have few colours, and a byte for each dot instead of three makes the
 * file a third. Colours beyond 256 are replaced by their nearest neighbours.
 */
export async function optimise(png: Buffer, file: string): Promise<void> {
  const { width, height, pixels } = readPng(png);
  const palette = paletteOf(pixels);
  const lines = Buffer.alloc(height * (width + 1)); // Each begins with a 0: not filtered, which suits a palette.
  for (let at = 0; at < width * height; at += 1) {
    lines[at + Math.floor(at / width) + 1] = palette.index(colourAt(pixels, at));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // 8 bits, palette.
  const data = await promisify(deflate)(lines, { level: 9 });
  const chunks = [
    chunk('IHDR', header),
    chunk('PLTE', palette.bytes),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ];
  await writeFile(file, Buffer.concat([signature, ...chunks]));
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex');

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  const checksum = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Three bytes for each dot. */
  readonly pixels: Buffer;
}

/** Reads what the browser writes: 8 bits, with or without transparency, not interlaced (PNG, third edition). */
function readPng(png: Buffer): Picture {
  const parts: Buffer[] = [];
  let header: Buffer = Buffer.alloc(0);
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = data;
    if (type === 'IDAT') parts.push(data);
    at += length + 12;
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = header[9] === 6 ? 4 : 3;
  const raw = unfilter(inflateSync(Buffer.concat(parts)), width, height, channels);
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) raw.copy(pixels, at * 3, at * channels, at * channels + 3);
  return { width, height, pixels };
}

/** Undoes the filter of each line. */
function unfilter(data: Buffer, width: number, height: number, channels: number): Buffer {
  const stride = width * channels;
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = data[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x < channels ? 0 : (out[at - channels] ?? 0);
      const up = y === 0 ? 0 : (out[at - stride] ?? 0);
      const corner = x < channels || y === 0 ? 0 : (out[at - stride - channels] ?? 0);
      out[at] = (data[y * (stride + 1) + 1 + x] ?? 0) + predict(filter, left, up, corner);
    }
  }
  return out;
}

function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return Math.floor((left + up) / 2);
  if (filter !== 4) return 0;
  const [fromLeft, fromUp, fromCorner] = [
    Math.abs(up - corner),
    Math.abs(left - corner),
    Math.abs(left + up - 2 * corner),
  ];
  if (fromLeft <= fromUp && fromLeft <= fromCorner) return left;
  return fromUp <= fromCorner ? up : corner;
}

const colourAt = (pixels: Buffer, at: number): number => pixels.readUIntBE(at * 3, 3);

/** The 256 commonest colours. */
function paletteOf(pixels: Buffer): { readonly bytes: Buffer; index(colour: number): number } {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length / 3; at += 1) {
    const colour = colourAt(pixels, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const colours = [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, 256)
    .map(([colour]) => colour);
  const known = new Map(colours.map((colour, index) => [colour, index]));
  const bytes = Buffer.alloc(colours.length * 3);
  for (const [index, colour] of colours.entries()) bytes.writeUIntBE(colour, index * 3, 3);
  return {
    bytes,
    index(colour) {
      const found = known.get(colour) ?? nearest(colours, colour);
      known.set(colour, found);
      return found;
    },
  };
}

function nearest(colours: readonly number[], colour: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, candidate] of colours.entries()) {
    const distance = [16, 8, 0].reduce(
      (sum, shift) => sum + (((candidate >> shift) & 255) - ((colour >> shift) & 255)) ** 2,
      0,
    );
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}
