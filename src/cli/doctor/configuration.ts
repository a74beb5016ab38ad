import { accessSync, constants } from 'node:fs';
import { requireEmbeddedToSave, withoutBackupDir } from '../../backup/database.ts';
import { storeUrlOf } from '../../config/store.ts';
import { unknownVariables } from '../../config/variables.ts';
import { StartupError } from '../../errors.ts';
import { readSmtpConfig } from '../../mail/smtp-config.ts';
import { exposesPasswords, exposesPasswordsText } from '../../server/plain-http.ts';
import { readMetricsToken } from '../../server/secrets.ts';
import { didYouMean } from '../../suggestion.ts';
import { type Check, type Finding, orElse } from './finding.ts';

const check = 'configuration';

/** Whether the settings fit together. Each one alone was checked when it was read. */
export const configuration: Check = async ({ config }) => {
  const found: Finding[] = [];
  if (exposesPasswords(config)) {
    found.push({ check, level: 'error', text: exposesPasswordsText });
  }
  const readings = [
    () => readSmtpConfig(config),
    () => readMetricsToken(config),
    () => config['backup-dir'] !== undefined && requireEmbeddedToSave(storeUrlOf(config), withoutBackupDir),
  ];
  for (const read of readings) {
    try {
      read();
    } catch (error) {
      if (!(error instanceof StartupError)) throw error;
      found.push({ check, level: 'error', text: error.message });
    }
  }
  const places = [
    ['seed', config.seed, constants.R_OK],
    ['backup-dir', config['backup-dir'], constants.W_OK],
  ] as const;
  for (const [name, path, mode] of places) {
    if (path !== undefined && !isAccessible(path, mode)) {
      const verb = mode === constants.R_OK ? 'read' : 'written';
      found.push({ check, level: 'error', text: `${name}: ${path} is not there, or cannot be ${verb}.` });
    }
  }
  for (const { name, meant } of unknownVariables(process.env)) {
    const text = `The variable ${name} is no setting, and is ignored.${didYouMean(meant)}`;
    found.push({ check, level: 'warning', text });
  }
  return orElse(found, check, 'The settings fit together.');
};

function isAccessible(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
