import { readConfig } from '../config/read.ts';
import { storeUrlOf } from '../config/store.ts';
import { takeDataFolder } from '../store/data-folder.ts';
import { migrate as migrateStore } from '../store/migrate.ts';
import { openStore } from '../store/open.ts';
import type { Command } from './command.ts';
import { createProgress } from './progress.ts';
import { storeOptions } from './running-store.ts';

export const migrate: Command = {
  name: 'migrate',
  summary: "Bring the store to this version's schema, and stop.",
  description: [
    "Brings the store to this version's schema and stops. `serve` does the same at every start; run it by itself to do",
    'wait for it before the server is needed. It is safe to interrupt: all steps are one transaction.',
  ].join('\n'),
  options: [...storeOptions, 'expect-data', 'config'],
  run: async (flags) => {
    process.umask(0o077);
    const config = await readConfig({ flags, environment: process.env });
    const url = storeUrlOf(config);
    const folder = url === undefined ? takeDataFolder(config.data, config['expect-data']) : undefined;
    const db = openStore(url ?? folder?.databaseFile ?? '');
    try {
      const progress = createProgress('Migrating');
      const applied = await migrateStore(db, ({ step, of }) => progress.show(step - 1, of));
      progress.end();
      const done = applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The store is up to date.';
      process.stdout.write(`${done}\n`);
      return 0;
    } finally {
      await db.destroy();
      folder?.release();
    }
  },
};
