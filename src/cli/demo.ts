import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../config/read.ts';
import { createLog } from '../observe/log.ts';
import { startServer } from '../server/start.ts';
import type { Command } from './command.ts';
import { tellStory } from './demo-story.ts';
import { stopSignal } from './stop-signal.ts';

const seed = fileURLToPath(new URL('../../examples/hogwarts.yaml', import.meta.url));

export const demo: Command = {
  name: 'demo',
  summary: 'Show a password change, on a server made for the purpose.',
  description: [
    'Starts a server in a temporary folder with the example world, changes a password in every way that can succeed or fail,',
    'prints each exchange, and removes everything again, also when it is told to stop. The exit code is 0 only if every',
    'answer was right.',
  ].join('\n'),
  examples: ['demo'],
  options: [],
  run: async () => {
    const stopped = stopSignal().then(() => false);
    const data = await mkdtemp(join(tmpdir(), 'gatehouse-demo-'));
    try {
      const config = await readConfig({ flags: { data, seed, port: '0' }, environment: {} });
      const server = await startServer(config, createLog('error'), () => {});
      const isRight = await Promise.race([tellStory(server.url), stopped]).finally(() => server.stop());
      return isRight ? 0 : 1;
    } finally {
      await rm(data, { recursive: true });
    }
  },
};
