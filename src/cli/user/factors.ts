import type { Factor } from '../../directory/factor.ts';
import { permitOperator } from '../../directory/permission.ts';
import { demandFactor, undoDemand } from '../../factor/demand.ts';
import { type ListedFactor, listFactors } from '../../factor/list.ts';
import { resetFactors } from '../../factor/reset.ts';
import { toFactorsDto, UserFactorsDto } from '../../http/api/user-factor.ts';
import type { Command } from '../command.ts';
import { operatorChange, operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printLine } from '../print-line.ts';
import { printFacts } from '../terminal/facts.ts';
import { jsonPrinter } from '../terminal/json.ts';
import { type Column, printTable } from '../terminal/table.ts';
import { timeText } from '../terminal/text.ts';
import { userNamed, userPlaceholder, usersNamed } from './named.ts';
import { oneByOne } from './one-by-one.ts';

export const userFactors: Command = {
  name: 'user factors',
  summary: 'Show the second factors of a user.',
  description: [
    'Lists by what the user proves who they are besides the password, how many recovery codes are left, and until when a factor has',
    'to be set up, if anybody has said so. Works beside a running server.',
  ].join('\n'),
  examples: ['user factors harry --organization Hogwarts', 'user factors harry --json'],
  argument: { placeholder: userPlaceholder },
  values: organizationOption,
  switches: { json: 'Print a JSON object: the second factors as the API describes them.' },
  ...operatorOptions,
  run: async (flags, named = '') =>
    await withOperatorTools(flags, async ({ store }) => {
      const organization = await theOrganization(store, flags.organization);
      const { id, userName } = await userNamed(store, organization, named);
      const found = await listFactors(store, permitOperator('factor.read', organization.id), id);
      if (flags.json !== undefined) {
        jsonPrinter(UserFactorsDto)(toFactorsDto(id, found));
        return 0;
      }
      const { factors, recoveryCodesLeft, deadline } = found;
      if (factors.length === 0) printLine(`${userName} has no second factor.`);
      else await printTable(columns, inTurn(factors));
      printFacts({
        'recovery codes': factors.length === 0 ? null : `${recoveryCodesLeft} left`,
        'to be set up by': factors.length > 0 || !deadline ? null : timeText(deadline.dueAt),
        required: deadline?.isDemanded ? 'by an administrator' : null,
      });
      return 0;
    }),
};

async function* inTurn(factors: readonly ListedFactor[]) {
  yield* factors;
}

const kindNames: Readonly<Record<Factor['kind'], string>> = {
  passkey: 'passkey',
  totp: 'app for codes',
  emailCode: 'codes by e-mail',
  recoveryCodes: 'recovery codes',
};

const columns: readonly Column<ListedFactor>[] = [
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'KIND', cell: ({ kind }) => kindNames[kind] },
  { title: 'SET UP (UTC)', cell: ({ createdAt }) => timeText(createdAt) },
  { title: 'LAST USED (UTC)', cell: ({ lastUsedAt }) => timeText(lastUsedAt) },
  { title: 'ID', cell: ({ id }) => id, style: () => 'dim' },
];

export const userResetFactors: Command = {
  name: 'user reset-factors',
  summary: 'Remove all second factors of users who have lost them.',
  description: [
    'Removes the recovery codes as well. Sessions, remembered browsers and whatever else acts in the name of the user end; the',
    'password stays. The owner is told by mail. Make sure that it is the owner who asks. Works beside a running server.',
  ].join('\n'),
  examples: ['user reset-factors harry --organization Hogwarts'],
  argument: { placeholder: userPlaceholder, isRepeated: true },
  values: organizationOption,
  ...operatorOptions,
  run: async (flags, _first, { [userPlaceholder]: named = [] } = {}) =>
    await withOperatorTools(flags, async ({ store }) => {
      const organization = await theOrganization(store, flags.organization);
      await oneByOne(await usersNamed(store, organization, named), async ({ id, userName }) => {
        const count = await resetFactors(store, { ...operatorChange('factor.reset', organization.id), userId: id });
        printLine(count > 0 ? `${userName} has no second factor any more.` : `${userName} had no second factor.`);
      });
      return 0;
    }),
};

export const userRequireFactor: Command = {
  name: 'user require-factor',
  summary: 'Require a second factor of users.',
  description: [
    'Whatever the rules of the organization say, unless they switch second factors off. The user has as many days to set one up as',
    'Auth.SecondFactor.GraceDays gives. With --undo, the rules of the organization hold again. Works beside a running server.',
  ].join('\n'),
  examples: ['user require-factor draco --organization Hogwarts', 'user require-factor draco --undo'],
  argument: { placeholder: userPlaceholder, isRepeated: true },
  values: organizationOption,
  switches: { undo: 'Require it only where the rules of the organization do.' },
  ...operatorOptions,
  run: async (flags, _first, { [userPlaceholder]: named = [] } = {}) =>
    await withOperatorTools(flags, async ({ store }) => {
      const organization = await theOrganization(store, flags.organization);
      await oneByOne(await usersNamed(store, organization, named), async ({ id, userName }) => {
        const command = { ...operatorChange('factor.reset', organization.id), userId: id };
        if (flags.undo !== undefined) {
          await undoDemand(store, command);
          printLine(`${userName} needs a second factor only where the rules of ${organization.name} say so.`);
        } else {
          const { dueAt } = await demandFactor(store, command);
          printLine(`${userName} needs a second factor, and has until ${timeText(dueAt)} to set one up.`);
        }
      });
      return 0;
    }),
};
