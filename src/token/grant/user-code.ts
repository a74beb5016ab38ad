import type { Sealer } from '../../directory/sealer.ts';

type Signing = Pick<Sealer, 'sign'>;

/**
 * As what the store keeps the code that a person types for a device. It is so short that all can be tried against a plain hash:
 * without the key, a reader of the store learns no code that waits, and connects nobody's device to an account of their own.
 */
export const storedUserCode = (userCode: string, { sign }: Signing): string => sign(userCode, 'device-code typed');

/**
 * As what the store may keep the code that somebody has typed. An earlier version, which may still serve beside this one, keeps it
 * as it is.
 */
export function storedUserCodes(typed: string, sealer: Signing): readonly string[] {
  const userCode = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return [storedUserCode(userCode, sealer), userCode];
}
