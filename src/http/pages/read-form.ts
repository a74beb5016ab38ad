import type { FastifyRequest } from 'fastify';
import { GatehouseError } from '../../errors.ts';
import type { Page } from './page.ts';

/** Taking a form apart takes time that grows with the square of the number of fields; most of ours have far fewer. */
const maxFields = 500;

/**
 * The fields of a form that was sent; none when none was.
 *
 * With files, where the page takes them: a file is then a field with its text.
 *
 * @throws GatehouseError UnsupportedMediaType for a body that no form sends, PayloadTooLarge for too many fields.
 */
export async function readForm(
  { raw, headers, body }: FastifyRequest,
  { takesFiles, fieldLimit = maxFields }: Pick<Page, 'takesFiles' | 'fieldLimit'>,
): Promise<URLSearchParams> {
  if (raw.method !== 'POST') return new URLSearchParams();
  const contentType = headers['content-type'] ?? '';
  const bytes = (body as Buffer<ArrayBuffer> | undefined) ?? Buffer.alloc(0);
  if (takesFiles && /^multipart\/form-data\s*;/i.test(contentType)) return await readParts(bytes, contentType);
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType)) {
    throw new GatehouseError({ code: 'UnsupportedMediaType' });
  }
  const text = bytes.toString();
  if (text.split('&', fieldLimit + 1).length > fieldLimit) throw new GatehouseError({ code: 'PayloadTooLarge' });
  return new URLSearchParams(text);
}

/** RFC 7578. */
async function readParts(bytes: Buffer<ArrayBuffer>, contentType: string): Promise<URLSearchParams> {
  requireFewParts(bytes);
  const fields = new URLSearchParams();
  for (const [name, value] of await partsOf(bytes, contentType)) {
    fields.append(name, typeof value === 'string' ? value : textOf(new Uint8Array(await value.arrayBuffer())));
  }
  return fields;
}

/** Each part has a head of its own. */
function requireFewParts(bytes: Buffer): void {
  const head = 'content-disposition:';
  const text = bytes.toString('latin1').toLowerCase();
  if (text.split(head, maxFields + 1).length > maxFields) throw new GatehouseError({ code: 'PayloadTooLarge' });
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
