import { productVersion } from '../version.ts';
import type { Command } from './command.ts';

export const version: Command = {
  name: 'version',
  summary: 'Print the version.',
  description: 'Prints the version of Gatehouse and of the Node it runs on.',
  examples: ['version'],
  options: [],
  run: async () => {
    process.stdout.write(`gatehouse ${productVersion} (node ${process.versions.node})\n`);
    return 0;
  },
};
