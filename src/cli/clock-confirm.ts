import { readConfig } from '../config/read.ts';
import { operatorEntry } from '../directory/audit/entry.ts';
import { hostId } from '../directory/organization.ts';
import { openSealer } from '../installation-sealer.ts';
import { auditLog } from '../store/audit.ts';
import { clockRecord } from '../store/clock-record.ts';
import { inTransaction } from '../store/transaction.ts';
import type { Command } from './command.ts';
import { keyOptions, storeOptions, withRunningStore } from './running-store.ts';

export const clockConfirm: Command = {
  name: 'clock confirm',
  summary: 'Confirm that the clock is right, after it jumped.',
  description: [
    'After the log says "clock jumped", the running server deletes nothing for its age, and replaces no signing key. Look at',
    'the time that this command prints. If it is right, the server trusts the clock within a minute. Otherwise correct the',
    'clock: the server trusts it by itself when it has been right for an hour.',
  ].join('\n'),
  examples: ['clock confirm'],
  options: [...storeOptions, ...keyOptions, 'config'],
  run: async (flags) => {
    const config = await readConfig({ flags, environment: process.env });
    return await withRunningStore(config, async (db) => {
      const sealer = await openSealer(config, db);
      const at = Date.now();
      await inTransaction(db, async (transaction) => {
        await clockRecord(transaction).confirm(at);
        const confirmation = { category: 'Clock', action: 'Confirm', targetId: null, details: {} } as const;
        const entry = operatorEntry(at, { organizationId: hostId, ...confirmation });
        await auditLog(transaction, sealer).append(entry);
      });
      process.stdout.write(`Confirmed: it is ${new Date(at).toISOString()}.\n`);
      return 0;
    });
  },
};
