import { pepperSettings } from '../config/pepper.ts';
import { readConfig } from '../config/read.ts';
import { noPepperKey, type Pepper } from '../directory/pepper.ts';
import { isPepperKeyUsed, type PepperKey } from '../directory/pepper-key.ts';
import { readPepper } from '../server/pepper.ts';
import { pepperKeys } from '../store/pepper-keys.ts';
import type { Command } from './command.ts';
import { printJson, printLine } from './print-line.ts';
import { storeOptions, withRunningStore } from './running-store.ts';

export const pepperStatus: Command = {
  name: 'pepper status',
  summary: 'Show which keys of the pepper hashes of passwords are sealed with.',
  description: [
    'Shows every key of the pepper by its id: how many hashes it seals, whether it is configured, and whether it can be taken',
    'out of the configuration, because no hash of a present or a retired password needs it any more. "none" stands for hashes',
    'without a pepper. The server begins to seal what is there a minute after its start, counts when that is done, and then once a',
    'day. Works beside a running server: give this command the same settings. The exit code is 1 when a key that is needed is not',
    'configured.',
  ].join('\n'),
  examples: ['pepper status --json'],
  switches: { json: 'Print a JSON array.' },
  options: [...storeOptions, ...Object.keys(pepperSettings), 'config'],
  run: async (flags) => {
    const config = await readConfig({ flags, environment: process.env });
    const pepper = await readPepper(config);
    const keys = await withRunningStore(config, async (db) => await pepperKeys(db).all());
    const states = [...keys, ...unusedKeys(pepper, keys)].map((key) => stateOf(pepper, key));
    if (flags.json === '') printJson(states);
    else if (states.length === 0) printLine('There is no pepper: hashes are stored as they are.');
    else for (const state of states) printLine(lineOf(state));
    return states.some(({ isUsed, isConfigured }) => isUsed && !isConfigured) ? 1 : 0;
  },
};

/** Those that are configured, and of which the store knows nothing yet. */
const unusedKeys = ({ opens }: Pepper, keys: readonly PepperKey[]): readonly PepperKey[] =>
  [...opens]
    .filter((id) => keys.every((key) => key.id !== id))
    .map((id) => ({ id, writtenAt: 0, hashes: 0, countedFrom: 1 }));

function stateOf(pepper: Pepper, key: PepperKey) {
  const { id, hashes, countedFrom } = key;
  return {
    id,
    hashes: hashes ?? null,
    countedAt: countedFrom !== undefined && countedFrom > 1 ? new Date(countedFrom).toISOString() : null,
    isConfigured: id === noPepperKey || pepper.opens.has(id),
    seals: id === pepper.seals,
    isUsed: isPepperKeyUsed(key),
  };
}

function lineOf({ id, hashes, countedAt, isConfigured, seals, isUsed }: ReturnType<typeof stateOf>): string {
  const count = hashes === null ? 'not counted yet' : `${hashes} hashes${countedAt ? ` (${countedAt})` : ''}`;
  return `${id.padEnd(10)}${count.padEnd(42)}${roleOf({ id, isConfigured, seals, isUsed })}`;
}

function roleOf({ id, isConfigured, seals, isUsed }: Omit<ReturnType<typeof stateOf>, 'hashes' | 'countedAt'>): string {
  if (seals) return id === noPepperKey ? 'new hashes are stored without a pepper' : 'seals';
  if (id === noPepperKey) return isUsed ? 'some hashes may be without a pepper' : 'no hash is without a pepper';
  if (!isConfigured) return isUsed ? 'NEEDED, AND NOT CONFIGURED' : 'not needed, and not configured';
  return isUsed ? 'opens what it sealed before' : 'not needed: it can be taken out of the configuration';
}
