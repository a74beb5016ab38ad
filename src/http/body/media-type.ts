import { GatehouseError } from '../../errors.ts';

/**
 * Turns the bytes of a JSON body into text, by the `charset` of its media type (UTF-8 when it names none). Bytes that
 * are no valid text become U+FFFD, as in the reader of the original.
 */
export function decodeBody(body: Uint8Array, contentType: string): string {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  return new TextDecoder(charset, { ignoreBOM: true }).decode(body);
}

/**
 * Accepts `application/json`, `text/json` and `application/*+json`, with any parameters.
 *
 * @throws GatehouseError UnsupportedMediaType for anything else, nothing at all, or a charset nobody knows.
 */
export function requireJson(contentType: string | undefined): string {
  const isJson = /^\s*(application\/json|text\/json|application\/[\w.!#$&^-]+\+json)\s*(;|$)/i;
  if (contentType === undefined || !isJson.test(contentType) || !hasKnownCharset(contentType)) {
    throw new GatehouseError({ code: 'UnsupportedMediaType' });
  }
  return contentType;
}

function hasKnownCharset(contentType: string): boolean {
  try {
    decodeBody(Buffer.alloc(0), contentType);
    return true;
  } catch {
    return false;
  }
}
