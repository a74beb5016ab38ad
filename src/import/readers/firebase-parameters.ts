import { UnreadableFile } from '../reader.ts';

/** How Firebase hashes the passwords of a project: its variant of scrypt. */
export interface HashParameters {
  /** Of scrypt, `r`. */
  readonly rounds: string;
  /** Of scrypt, the binary logarithm of `N`. */
  readonly memoryCost: string;
  /** Both in base64. */
  readonly saltSeparator: string;
  readonly signerKey: string;
}

/**
 * Reads what the console of Firebase shows: `hash_config { algorithm: SCRYPT, base64_signer_key: …, … }`.
 *
 * @throws UnreadableFile when something is missing, or the algorithm is another. The key is not in the message.
 */
export function parametersOf(shown: string): HashParameters {
  const values = new Map(
    [...shown.matchAll(/(\w+)\s*:\s*["']?([\w+/=-]*)["']?/g)].map(([, name = '', value = '']) => [name, value]),
  );
  const value = (name: string, form: RegExp): string => {
    const found = values.get(name);
    if (found !== undefined && form.test(found)) return found;
    throw new UnreadableFile(
      `The parameters of the hashes lack ${name}. Expected was hash_config, as Firebase shows it.`,
    );
  };
  const algorithm = value('algorithm', /./);
  if (algorithm !== 'SCRYPT')
    throw new UnreadableFile(`The parameters of the hashes are of ${algorithm}, and not of SCRYPT.`);
  return {
    rounds: value('rounds', /^\d{1,3}$/),
    memoryCost: value('mem_cost', /^\d{1,3}$/),
    saltSeparator: value('base64_salt_separator', /^/),
    signerKey: value('base64_signer_key', /./),
  };
}
