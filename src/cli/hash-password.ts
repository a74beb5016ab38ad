import { readConfig } from '../config/read.ts';
import { createHashPool } from '../server/capacity.ts';
import type { Command } from './command.ts';
import { printLine } from './print-line.ts';
import { askTwice, readSecretLine } from './terminal/secret.ts';

export const hashPassword: Command = {
  name: 'hash password',
  summary: 'Print the Argon2id hash of a password.',
  description: [
    'Prints a hash of the password that you type, or that is on standard input, with the costs that the server has: for',
    'GATEHOUSE_ADMIN_PASSWORD_HASH, or for passwordHash in a seed file. Asks no rule. Touches no store.',
  ].join('\n'),
  examples: ['hash password', 'hash password --password-stdin < password.txt'],
  switches: { 'password-stdin': 'Read the password from standard input, which holds one line.' },
  options: ['hash-memory', 'hash-iterations', 'hash-parallelism', 'config'],
  run: async (flags) => {
    const config = await readConfig({ flags, environment: process.env });
    const password = flags['password-stdin'] === undefined ? await askTwice() : await readSecretLine();
    await using hasher = createHashPool(config);
    printLine(await hasher.hash(password, {}));
    return 0;
  },
};
