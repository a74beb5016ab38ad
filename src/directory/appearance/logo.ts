import { hash } from 'node:crypto';

/** An organization's own logo, as it is served. */
export interface Logo {
  readonly type: string;
  readonly body: Buffer;
  /** Names this content, so that it may be kept forever. */
  readonly digest: string;
}

/** No SVG: a browser that opens it by itself runs what it contains. */
const dataUri = /^data:(image\/(?:png|jpeg|webp));base64,([0-9a-z+/]+={0,2})$/i;

/**
 * Reads the data URI of the setting, which may have been stored by another version; undefined when it is none of an
 * image.
 */
export function readLogo(setting: string | undefined): Logo | undefined {
  const [, type, data] = dataUri.exec(setting ?? '') ?? [];
  if (type === undefined || data === undefined) return undefined;
  const body = Buffer.from(data, 'base64');
  return { type: type.toLowerCase(), body, digest: hash('sha256', body).slice(0, 16) };
}
