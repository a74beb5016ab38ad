import { pepperSettings } from '../config/pepper.ts';
import { readConfig } from '../config/read.ts';
import { operatorEntry } from '../directory/audit/entry.ts';
import { hostId } from '../directory/organization.ts';
import { isPepperKeyUsed } from '../directory/pepper-key.ts';
import { StartupError } from '../errors.ts';
import { openSealer } from '../installation-sealer.ts';
import { losePepperKey } from '../password/lose-pepper-key.ts';
import { readPepper } from '../server/pepper.ts';
import { auditLog } from '../store/audit.ts';
import { pepperKeys } from '../store/pepper-keys.ts';
import { storedHashes } from '../store/stored-hashes.ts';
import { inTransaction } from '../store/transaction.ts';
import type { Command } from './command.ts';
import { printLine } from './print-line.ts';
import { storeOptions } from './running-store.ts';
import { withStoppedStore } from './stopped-store.ts';

export const pepperLost: Command = {
  name: 'pepper lost',
  summary: 'Go on without a key of the pepper that is lost.',
  description: [
    'Takes away every hash that is sealed with the key KEY, an id as "pepper status" shows it: nobody can verify a password with',
    'it any more. Those people have no password until they set one with a link ("forgotten password") or an administrator sets',
    'one; "admin recover" lets the administrator of the host in. Sessions and tokens stay. Stop every server first. Look for the',
    'key before: this cannot be undone.',
  ].join('\n'),
  examples: ['pepper lost 3f2a91c0'],
  argument: { placeholder: 'KEY' },
  options: [...storeOptions, 'installation-key', ...Object.keys(pepperSettings), 'config'],
  run: async (flags, id = '') => {
    process.umask(0o077);
    const config = await readConfig({ flags, environment: process.env });
    if ((await readPepper(config)).opens.has(id))
      throw new StartupError(`The pepper key ${id} is not lost: it is configured.`);
    return await withStoppedStore(config, async (db) => {
      const known = await pepperKeys(db).all();
      if (!known.some((key) => key.id === id && isPepperKeyUsed(key)))
        throw new StartupError(`No hash needs a pepper key ${JSON.stringify(id)}. See "gatehouse pepper status".`);
      const sealer = await openSealer(config, db);
      const lost = await losePepperKey(storedHashes(db), id);
      const deletion = {
        category: 'PepperKey',
        action: 'Delete',
        targetId: null,
        details: { key: id, ...lost },
      } as const;
      const entry = operatorEntry(Date.now(), { organizationId: hostId, ...deletion });
      await inTransaction(db, async (transaction) => {
        await pepperKeys(transaction).forget(id);
        await auditLog(transaction, sealer).append(entry);
      });
      printLine(`${lost.present} people have no password now. ${lost.retired} retired passwords can be chosen again.`);
      return 0;
    });
  },
};
