import { pepperSettings } from '../config/pepper.ts';
import { readConfig } from '../config/read.ts';
import { permitOperator } from '../directory/permission.ts';
import { StartupError } from '../errors.ts';
import { openSealer } from '../installation-sealer.ts';
import { nothingBreached } from '../password/breached.ts';
import { recoverAdministrator } from '../password/recover.ts';
import { createHashPool } from '../server/capacity.ts';
import { openPepper } from '../server/pepper.ts';
import { createStore } from '../store/store.ts';
import type { Command } from './command.ts';
import { storeOptions, withRunningStore } from './running-store.ts';

const hashOptions = ['hash-memory', 'hash-iterations', 'hash-parallelism', ...Object.keys(pepperSettings)];

export const adminRecover: Command = {
  name: 'admin recover',
  summary: 'Give an administrator of the host a new password.',
  description: [
    'For an operator who cannot sign in any more, or has lost the secrets of the first start: gives an administrator of the',
    'host a password that has to be changed at the first sign-in, and prints it. The account is enabled, its locks are lifted,',
    'its sessions and tokens end, and the audit log of the host says that the operator did it. Without USERNAME, it is the',
    'oldest administrator. Works beside a running server. The administrator of the host can then give others access again.',
  ].join('\n'),
  argument: { placeholder: 'USERNAME', isOptional: true },
  options: [...storeOptions, 'installation-key', ...hashOptions, 'config'],
  run: async (flags, userName) => {
    const config = await readConfig({ flags, environment: process.env });
    return await withRunningStore(config, async (db) => {
      const store = createStore(db, await openSealer(config, db), undefined, await openPepper(config, db));
      if (!(await store.firstStart.was())) {
        throw new StartupError('There is no administrator yet. The first start of the server makes one.');
      }
      await using hasher = createHashPool(config);
      // The password is random: nobody looks it up.
      const tools = { store, hasher, breached: nothingBreached, now: Date.now };
      const permitted = permitOperator('installation.provision');
      const { user, password } = await recoverAdministrator(tools, permitted, userName);
      process.stdout.write(`administrator  ${user.userName}\npassword       ${password}\nuser id        ${user.id}\n`);
      return 0;
    });
  },
};
