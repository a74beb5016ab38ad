import { readConfig } from '../config/read.ts';
import { type ExpiringCredential, type ExpiringPage, soonDays } from '../directory/expiring-credential.ts';
import type { Organization } from '../directory/organization.ts';
import type { Store } from '../directory/store.ts';
import { createStore } from '../store/store.ts';
import type { Command } from './command.ts';
import { organizationsOf } from './organizations-of.ts';
import { printJson, printLine } from './print-line.ts';
import { storeOptions, withRunningStore } from './running-store.ts';
import { readSpan } from './time-span.ts';

/** So many are read at a time. */
const atOnce = 1000;
const usualWithin = `${soonDays}d`;

export const secretsExpiring: Command = {
  name: 'secrets expiring',
  summary: 'Show which secrets, tokens and certificates end soon.',
  description: [
    'Shows the secrets of applications, the personal access tokens and the certificates that end soon, of ORGANIZATION or of',
    'all: when, whose each is, and when it was used last. A certificate that has ended is shown until it is replaced. Shows no',
    'value of any of them. Works beside a running server.',
  ].join('\n'),
  examples: ['secrets expiring --within 7d', 'secrets expiring Hogwarts --json'],
  argument: { placeholder: 'ORGANIZATION', isOptional: true },
  values: {
    within: { placeholder: 'TIME', doc: `How soon: days or hours, such as 7d or 12h. Default: ${usualWithin}.` },
  },
  switches: {
    endless: 'Also those that never end.',
    json: 'Print JSON: one object for each, in one line each.',
  },
  options: [...storeOptions, 'config'],
  run: async (flags, named) => {
    const withinMs = readSpan('within', flags.within ?? usualWithin);
    const config = await readConfig({ flags, environment: process.env });
    return await withRunningStore(config, async (db) => {
      const store = createStore(db);
      const now = Date.now();
      const wanted = { from: now, until: now + withinMs, withEndless: flags.endless === '' };
      let isAny = false;
      for await (const organization of organizationsOf(store, named)) {
        for await (const one of expiringIn(store, organization.id, wanted)) {
          isAny = true;
          if (flags.json === '') printJson(json(organization, one));
          else printLine(line(organization, one, now));
        }
      }
      if (!isAny && flags.json === undefined) printLine('Nothing ends so soon.');
      return 0;
    });
  },
};

type Named = Pick<Organization, 'id' | 'name'>;

async function* expiringIn(
  { expiringCredentials }: Store,
  organizationId: string,
  wanted: { readonly from: number; readonly until: number; readonly withEndless: boolean },
): AsyncGenerator<ExpiringCredential> {
  for (let behind: ExpiringCredential | undefined; ; ) {
    const query = { ...wanted, ...(behind && { behind }), skip: 0, limit: atOnce };
    const { results }: ExpiringPage = await expiringCredentials.page(organizationId, query);
    yield* results;
    if (results.length < atOnce) return;
    behind = results.at(-1);
  }
}

const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const json = ({ name }: Named, { createdAt, expiresAt, lastUsedAt, replacedAt, ...one }: ExpiringCredential) => ({
  ...{ organization: name, ...one, creationTime: time(createdAt), expiryTime: time(expiresAt) },
  ...{ lastUsedTime: time(lastUsedAt), replacedTime: time(replacedAt) },
});

const nouns = { secret: 'secret', personalAccessToken: 'token', certificate: 'certificate' } as const;

function line({ name }: Named, one: ExpiringCredential, now: number): string {
  const { kind, id, ownerId, ownerName, description, expiresAt, lastUsedAt, replacedAt } = one;
  const facts = [
    `${nouns[kind]} ${id} of ${ownerId === null ? `${name} (${ownerName})` : `${ownerName} (${ownerId}) in ${name}`}`,
    ...(description === null ? [] : [JSON.stringify(description)]),
    ...(kind === 'certificate' ? [] : [lastUsedAt === null ? 'not used' : `used ${time(lastUsedAt)}`]),
    ...(replacedAt === null ? [] : ['replaced']),
  ];
  return `${ending(expiresAt, now)}  ${facts.join(', ')}`;
}

function ending(expiresAt: number | null, now: number): string {
  if (expiresAt === null) return 'never'.padEnd(24);
  return `${time(expiresAt)}${expiresAt <= now ? ' (over)' : ''}`;
}
