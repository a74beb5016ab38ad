import { hash } from 'node:crypto';

/** An organization's own logo, as it is served. */
export interface Logo {
  readonly type: string;
  readonly body: Buffer;
  /** Names this content, so that it may be kept for ever. */
  readonly digest: string;
}

const dataUri = /^data:(image\/(?:svg\+xml|png|jpeg|webp|gif))(?:;charset=[\w-]+)?(;base64)?,(.+)$/is;

/** Far more than a logo needs. */
const maxLength = 256 * 1024;

/** Reads the data URI of the setting; undefined when it is none of an image. */
export function readLogo(setting: string | undefined): Logo | undefined {
  if (setting === undefined || setting.length > maxLength) return undefined;
  const [, type, base64, data = ''] = dataUri.exec(setting.trim()) ?? [];
  const body = type === undefined ? undefined : decode(data, base64 !== undefined);
  if (type === undefined || !body?.length) return undefined;
  return { type: type.toLowerCase(), body, digest: hash('sha256', body).slice(0, 16) };
}

function decode(data: string, isBase64: boolean): Buffer | undefined {
  try {
    return isBase64 ? Buffer.from(data, 'base64') : Buffer.from(decodeURIComponent(data));
  } catch {
    return undefined;
  }
}
