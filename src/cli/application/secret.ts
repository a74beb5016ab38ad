import type { RegisteredApplication, RegisteredSecret } from '../../directory/application/registry.ts';
import { longestOverlapHours, rotateSecret, usualOverlapHours } from '../../directory/application/rotate-secret.ts';
import { generateSecret, type NewSecret, type SecretWish } from '../../directory/application/secret.ts';
import { toClientSecret } from '../../http/api/external-client-dto.ts';
import { RotatedSecret, toKeptSecret } from '../../http/api/external-client-secret.ts';
import type { Command } from '../command.ts';
import { type OperatorTools, operatorChange, operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { UsageError } from '../options.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printLine } from '../print-line.ts';
import { printFacts } from '../terminal/facts.ts';
import { jsonPrinter } from '../terminal/json.ts';
import { timeText } from '../terminal/text.ts';
import { readSpan } from '../time-span.ts';
import { applicationNamed } from './named.ts';

const usualOverlap = `${usualOverlapHours}h`;

export const appSecret: Command = {
  name: 'app secret',
  summary: 'Make another secret for an application, and print it once.',
  description: [
    'Makes one more secret; those that are there stay valid, so that the application can go over to the new one without an outage.',
    'With --rotate the others end, after a while or at once. "gatehouse secrets expiring" shows which end soon, and which are not',
    'used. Works beside a running server.',
  ].join('\n'),
  examples: [
    'app secret "Owl Post" --description "Kitchen server" --expires 90d',
    'app secret 467ef653-cafa-41ae-9c0f-19fee3c7932a --rotate --overlap 12h --json',
  ],
  argument: { placeholder: 'APP' },
  values: {
    ...organizationOption,
    description: { placeholder: 'TEXT', doc: 'What the secret is for.' },
    expires: { placeholder: 'TIME', doc: 'When it ends: days or hours from now, such as 90d. Default: never.' },
    overlap: {
      placeholder: 'TIME',
      doc: `With --rotate: for how long the others stay valid, such as 12h; 0h for not at all. Default: ${usualOverlap}.`,
    },
  },
  switches: {
    rotate: 'The new secret takes the place of all others.',
    json: 'Print a JSON object: the secret as the API describes it, and those that it replaces.',
  },
  ...operatorOptions,
  run: async (flags, named = '') => {
    if (flags.overlap !== undefined && flags.rotate === undefined) throw new UsageError('--overlap is for --rotate.');
    const overlapMs = flags.rotate === undefined ? undefined : readSpan('overlap', flags.overlap ?? usualOverlap);
    if ((overlapMs ?? 0) > longestOverlapHours * hourMs) {
      throw new UsageError(`--overlap: at most ${longestOverlapHours}h.`);
    }
    const expiresMs = flags.expires === undefined ? undefined : readSpan('expires', flags.expires);
    return await withOperatorTools(flags, async (tools) => {
      const organization = await theOrganization(tools.store, flags.organization);
      const application = await applicationNamed(tools.store, organization, named);
      const expiresAt = expiresMs === undefined ? null : tools.now() + expiresMs;
      const wish = { description: flags.description ?? null, expiresAt };
      const { made, replaced } = await make(tools, application, wish, overlapMs);
      if (flags.json === undefined) tell(application, made, replaced);
      else jsonPrinter(RotatedSecret)({ ...toClientSecret(made), replaced: replaced.map(toKeptSecret) });
      return 0;
    });
  },
};

const hourMs = 60 * 60_000;

async function make(
  { store }: OperatorTools,
  { organizationId, id }: RegisteredApplication,
  wish: SecretWish,
  overlapMs: number | undefined,
): Promise<{ readonly made: NewSecret; readonly replaced: readonly RegisteredSecret[] }> {
  const change = operatorChange('application.secret', organizationId);
  if (overlapMs === undefined) return { made: await generateSecret(store, change, id, wish), replaced: [] };
  const rotation = { ...wish, overlapHours: overlapMs / hourMs, replacedId: null };
  const { replaced, ...made } = await rotateSecret(store, change, id, rotation);
  return { made, replaced };
}

function tell({ name, id }: RegisteredApplication, made: NewSecret, replaced: readonly RegisteredSecret[]): void {
  const end = made.expiresAt === null ? null : timeText(made.expiresAt);
  printFacts({ application: name, 'client id': id, secret: made.secret, ends: end });
  for (const { id: replacedId, description, expiresAt } of replaced) {
    printLine(`Replaced: secret ${replacedId}${description ? ` (${description})` : ''}, ends ${timeText(expiresAt)}.`);
  }
}
