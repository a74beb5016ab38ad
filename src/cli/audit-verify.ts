import { readConfig } from '../config.ts';
import { verifyChain } from '../directory/audit-chain.ts';
import { readChain } from '../directory/audit-reading.ts';
import { permitOperator } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { createStore } from '../store/store.ts';
import type { Command } from './run.ts';
import { withRunningStore } from './running-store.ts';

export const auditVerify: Command = {
  name: 'audit verify',
  summary: 'Check the chain of every audit log.',
  description: [
    'Checks every audit log: each entry must carry the hash of what it says and of the entry before it. Prints the number',
    'of entries and the last hash of every organization; keep these somewhere else, because whoever can write to the',
    'store could also write a new chain. Names the first broken entry of each broken log, and then ends with exit code 1.',
    'The server may run meanwhile.',
  ].join('\n'),
  options: ['data', 'config'],
  run: async (flags) => {
    const config = await readConfig({ flags, environment: process.env });
    return await withRunningStore(config, async (db) => ((await verifyAll(createStore(db))) ? 0 : 1));
  },
};

/** Answers whether every chain is whole. */
async function verifyAll(store: Pick<Store, 'audit' | 'organizations'>): Promise<boolean> {
  let broken = 0;
  for (const head of await store.audit.heads()) {
    const chain = readChain(store, permitOperator('audit.read', head.organizationId));
    const name = (await store.organizations.findById(head.organizationId))?.name ?? head.organizationId;
    const fault = await verifyChain(upTo(chain, head.sequence), head);
    if (fault) broken += 1;
    const verdict = fault ? `BROKEN at entry ${fault.sequence}: ${fault.reason}` : `ok, ${head.sequence} entries`;
    process.stdout.write(`${name} (${head.organizationId}): ${verdict}, last hash ${head.hash}\n`);
  }
  return broken === 0;
}

/** The running server may have written more since the end of the chain was looked up. */
async function* upTo<Entry extends { readonly sequence: number }>(
  entries: AsyncIterable<Entry>,
  last: number,
): AsyncGenerator<Entry> {
  for await (const entry of entries) {
    if (entry.sequence > last) return;
    yield entry;
  }
}
