import type { FastifyRequest } from 'fastify';
import { GatehouseError } from '../../errors.ts';

/** What stands in the field of a file: its text, or a data URL (RFC 2397) with its type and its bytes. */
export type FilesAs = 'text' | 'dataUrl';

/** Taking a form apart takes time that grows with the square of the number of fields; most of ours have far fewer. */
const maxFields = 500;

/** With files (RFC 7578): the boundary as browsers write it, once and without quotes (RFC 2046 section 5.1.1). */
const withFiles = /^multipart\/form-data\s*;\s*boundary=([\w'()+./:?-]{1,70})\s*$/i;

/** Bytes of the heads of all parts together, which take far longer to read than what stands behind them. */
const longestHeads = 64 * 1024;

/**
 * The fields of a form that was sent; none when none was.
 *
 * @param files how it may come with files; undefined where it may not.
 * @throws GatehouseError UnsupportedMediaType for a body that no form sends, PayloadTooLarge for too many fields or too long heads.
 */
export async function readForm(
  { raw, headers, body }: FastifyRequest,
  files: FilesAs | undefined,
  fieldLimit = maxFields,
): Promise<URLSearchParams> {
  if (raw.method !== 'POST') return new URLSearchParams();
  const contentType = headers['content-type'] ?? '';
  const bytes = (body as Buffer<ArrayBuffer> | undefined) ?? Buffer.alloc(0);
  const [, boundary] = (files && withFiles.exec(contentType)) ?? [];
  if (files && boundary !== undefined) {
    requireShortHeads(bytes, `--${boundary}`);
    return await readParts(bytes, contentType, files);
  }
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType)) {
    throw new GatehouseError({ code: 'UnsupportedMediaType' });
  }
  const text = bytes.toString();
  if (text.split('&', fieldLimit + 1).length > fieldLimit) throw new GatehouseError({ code: 'PayloadTooLarge' });
  return new URLSearchParams(text);
}

/** A field in which no file was chosen is left out. */
async function readParts(bytes: Buffer<ArrayBuffer>, contentType: string, files: FilesAs): Promise<URLSearchParams> {
  const fields = new URLSearchParams();
  for (const [name, value] of await partsOf(bytes, contentType)) {
    if (typeof value === 'string') fields.append(name, value);
    else if (value.size > 0) fields.append(name, await fieldOf(value, files));
  }
  return fields;
}

async function fieldOf(file: Blob, files: FilesAs): Promise<string> {
  const bytes = await file.arrayBuffer();
  if (files === 'text') return textOf(new Uint8Array(bytes));
  return `data:${file.type};base64,${Buffer.from(bytes).toString('base64')}`;
}

/** Each part has a head of its own, up to an empty line. */
function requireShortHeads(bytes: Buffer, delimiter: string): void {
  let [parts, heads] = [0, 0];
  for (let at = bytes.indexOf(delimiter); at >= 0; ) {
    const empty = bytes.indexOf('\r\n\r\n', at);
    const end = empty < 0 ? bytes.length : empty;
    parts += 1;
    heads += end - at;
    if (parts > maxFields || heads > longestHeads) throw new GatehouseError({ code: 'PayloadTooLarge' });
    at = bytes.indexOf(delimiter, end);
  }
}

async function partsOf(bytes: Buffer<ArrayBuffer>, contentType: string): Promise<FormData> {
  try {
    return await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
  } catch (error) {
    throw new GatehouseError({ code: 'BadRequest', detail: 'The form cannot be read.' }, error);
  }
}

/** Files say nothing of their encoding but by a mark: without one it is UTF-8, or else what Windows has in the west. */
function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
