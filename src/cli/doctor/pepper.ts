import { noPepperKey, type Pepper } from '../../directory/pepper.ts';
import { isPepperKeyUsed } from '../../directory/pepper-key.ts';
import { StartupError } from '../../errors.ts';
import { missingKeyText, missingPepperKeys, readPepper } from '../../server/pepper.ts';
import { pepperKeys } from '../../store/pepper-keys.ts';
import { openFile } from './files.ts';
import type { Check, Finding } from './finding.ts';

const check = 'pepper';

/** Whether every key of the pepper that a hash needs is configured, and which ones none needs any more. */
export const pepper: Check = async ({ config, db }) => {
  let configured: Pepper;
  try {
    configured = await readPepper(config);
  } catch (error) {
    if (error instanceof StartupError) return [{ check, level: 'error', text: error.message }];
    throw error;
  }
  const keys = pepperKeys(db);
  const missing = await missingPepperKeys(keys, configured);
  if (missing.length > 0) return missing.map((id) => ({ check, level: 'error', text: missingKeyText(id) }));
  if (configured.opens.size === 0) return [{ check, level: 'ok', text: 'There is no pepper, and no hash needs one.' }];
  const others = (await keys.all()).filter(({ id }) => id !== configured.seals);
  const left = others.filter(isPepperKeyUsed).map(({ id }) => id);
  const free = others.filter((key) => configured.opens.has(key.id) && !isPepperKeyUsed(key));
  const found: Finding[] = [
    ...openFile(check, config['pepper-file']),
    ...free.map(({ id }) => ({
      ...{ check, level: 'warning' as const },
      text: `No hash needs the pepper key ${id} any more. Take it out of the configuration.`,
    })),
  ];
  const all = `Hashes of passwords are stored ${withKey(configured.seals)}`;
  const text =
    left.length === 0 ? `${all}, all of them.` : `${all}; some may still be ${left.map(withKey).join(', ')}.`;
  return [{ check, level: 'ok', text }, ...found];
};

const withKey = (id: string): string => (id === noPepperKey ? 'without a pepper' : `with the pepper key ${id}`);
