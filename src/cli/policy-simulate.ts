import { readConfig } from '../config/read.ts';
import type { Organization } from '../directory/organization.ts';
import { GatehouseError, StartupError } from '../errors.ts';
import { type Effect, simulatePolicy } from '../setting/simulate.ts';
import type { SettingEntry } from '../setting/write.ts';
import { createStore } from '../store/store.ts';
import type { Command } from './command.ts';
import { UsageError } from './options.ts';
import { organizationsOf } from './organizations-of.ts';
import { printJson, printLine } from './print-line.ts';
import { storeOptions, withRunningStore } from './running-store.ts';

export const policySimulate: Command = {
  name: 'policy simulate',
  summary: 'Tell whom a policy of passwords would affect.',
  description: [
    'Tells, before settings of passwords are stored for an organization, for how many people something would change and by',
    'which rule. Without ORGANIZATION, they are those of the host: then it tells of every organization that would inherit',
    'them. Stores nothing. Works beside a running server.',
    '',
    'Nobody can tell from a hash how long a password is or what is in it. But beside each stands by which rules it was judged',
    'when it was set: passwords that were judged by rules as strict keep the new ones, and of the others it is not known. Which',
    'passwords were breached is known of none.',
  ].join('\n'),
  examples: ['policy simulate Hogwarts --set Auth.Password.Preset=nist'],
  argument: { placeholder: 'ORGANIZATION', isOptional: true },
  values: {
    set: {
      placeholder: 'KEY=VALUE',
      doc: 'A setting that would be stored, such as Auth.Password.Preset=nist. May be repeated.',
      isRepeated: true,
    },
  },
  switches: { json: 'Print JSON: one object for each organization, in one line each.' },
  options: [...storeOptions, 'config'],
  run: async (flags, named, { set = [] } = {}) => {
    const entries = set.map(entryOf);
    if (entries.length === 0) throw new UsageError('Say what would be stored: --set KEY=VALUE.');
    const config = await readConfig({ flags, environment: process.env });
    return await withRunningStore(config, async (db) => {
      const store = createStore(db);
      let isAny = false;
      for await (const organization of organizationsOf(store, isHost(named) ? undefined : named)) {
        const simulation = { organizationId: organization.id, isOfHost: isHost(named), entries, at: Date.now() };
        const effect = await simulatePolicy(store, simulation).catch(readable);
        if (!effect) continue;
        isAny = true;
        if (flags.json === '') printJson({ organization: organization.name, ...effect });
        else for (const line of linesOf(organization, effect)) printLine(line);
      }
      if (!isAny && flags.json === undefined) printLine('Nothing would change: these values are in force already.');
      return 0;
    });
  },
};

const isHost = (named: string | undefined): boolean => named === undefined || named.toLowerCase() === 'host';

function entryOf(text: string): SettingEntry {
  const [, key, value] = /^(Auth\.Password\.\w+)=(.*)$/is.exec(text) ?? [];
  if (key !== undefined && value !== undefined) return { key, value };
  throw new UsageError(`"${text}" is no setting of passwords. Write KEY=VALUE, such as Auth.Password.Preset=nist.`);
}

/** @throws StartupError that says why a value is refused. */
function readable(error: unknown): never {
  if (!(error instanceof GatehouseError) || error.failure.code !== 'ValidationFailed') throw error;
  throw new StartupError(Object.values(error.failure.errors).flat().join(' '));
}

function linesOf(
  { name }: Pick<Organization, 'name'>,
  { people, haveSecondFactor, unjudged, uncertain, expired, reuse }: Effect,
): readonly string[] {
  return [
    `${name}: ${people} active people with a password, ${haveSecondFactor} of them with a second factor`,
    ...uncertain.map(({ code, before, after }) => {
      const isNeverKnown = code === 'PasswordBreached';
      const said = isNeverKnown
        ? 'not known of anybody: it is looked up when a password is set, or at the sign-in'
        : `${people - after} certainly keep it, ${after} may break it (now: ${before})`;
      return `  ${code.padEnd(32)} ${said}`;
    }),
    `  ${'expiry'.padEnd(32)} ${expired.after} would have to change it at once (now: ${expired.before}), ${expired.soon} within 14 days`,
    `  ${'reuse'.padEnd(32)} the latest ${reuse.after} refused (now: ${reuse.before}); for ${reuse.covered} people as many are remembered`,
    ...(unjudged > 0
      ? [`  Nothing is known of ${unjudged} passwords: by which rules they were judged was not recorded.`]
      : []),
    '  Stricter rules hold when a password is set the next time. Nobody is kept out by them, but by expiry.',
  ];
}
