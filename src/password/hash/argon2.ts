import { timingSafeEqual } from 'node:crypto';
import { argon2Ms, ceiling, recognises as isOurs } from './argon2id.ts';
import { bytesOfBase64 } from './base64.ts';
import { areUsual, type ForeignHash } from './foreign.ts';
import { argon2 as library } from './libraries.ts';
import type { Argon2Parameters } from './scheme.ts';

/**
 * Argon2 as others make it (RFC 9106): Argon2i, Argon2d, and Argon2id in version 0x10, which is also meant where none is named.
 * As PHC strings, as Django stores them (`argon2$argon2id$…`) and as OpenLDAP does (`{ARGON2}$argon2id$…`).
 */
export const name = 'argon2';

const form =
  /^(?:\{ARGON2\}|argon2)?\$argon2(id|i|d)(?:\$v=(16|19))?\$m=([1-9]\d{0,9}),t=([1-9]\d{0,9}),p=([1-9]\d{0,2})\$([\w+/]+)\$([\w+/]+)$/i;

/** As the library numbers them. */
const algorithms: Readonly<Record<string, number>> = { d: 0, i: 1, id: 2 };
const versions: Readonly<Record<string, number>> = { 16: 0, 19: 1 };

export const recognises = (storedHash: string): boolean =>
  /^(?:\{ARGON2\}|argon2)?\$argon2/i.test(storedHash) && !isOurs(storedHash);

export function read(storedHash: string): ForeignHash | undefined {
  const [, type = '', version = '16', m, t, p, saltText = '', tagText = ''] = form.exec(storedHash) ?? [];
  const parameters = { memoryKiB: Number(m), iterations: Number(t), parallelism: Number(p) };
  const [salt, tag] = [bytesOfBase64(saltText), bytesOfBase64(tagText)];
  if (!isBearable(parameters) || !salt || !tag || !areUsual(salt, tag) || salt.length < 8) return undefined;
  const variant = type.toLowerCase();
  return {
    cost: { kind: `argon2${variant} v=${version},m=${m},t=${t},p=${p}`, ms: argon2Ms(parameters) },
    matches: (password) => {
      const options = {
        ...{ memoryCost: parameters.memoryKiB, timeCost: parameters.iterations, parallelism: parameters.parallelism },
        ...{ algorithm: algorithms[variant] ?? 0, version: versions[version] ?? 0, outputLen: tag.length, salt },
      };
      return timingSafeEqual(library().hashRawSync(password, options), tag);
    },
  };
}

/** RFC 9106 section 3.1 asks for 8 KiB a lane. */
const isBearable = ({ memoryKiB, iterations, parallelism }: Argon2Parameters): boolean =>
  memoryKiB >= 8 * parallelism &&
  memoryKiB <= ceiling.memoryKiB &&
  iterations <= ceiling.iterations &&
  parallelism <= ceiling.parallelism;
