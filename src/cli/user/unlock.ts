import { permitOperator } from '../../directory/permission.ts';
import { liftLockout, readLockout } from '../../password/lockout.ts';
import type { Command } from '../command.ts';
import { operatorChange, operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printLine } from '../print-line.ts';
import { userPlaceholder, usersNamed } from './named.ts';
import { oneByOne } from './one-by-one.ts';
import { locksText } from './show.ts';

export const userUnlock: Command = {
  name: 'user unlock',
  summary: 'Lift the locks that wrong passwords have brought.',
  description: [
    'Lifts every lock at the password of the user, and gives unknown networks the whole number of attempts of a day again. Says',
    'which there were. Works beside a running server.',
  ].join('\n'),
  examples: ['user unlock harry --organization Hogwarts'],
  argument: { placeholder: userPlaceholder, isRepeated: true },
  values: organizationOption,
  ...operatorOptions,
  run: async (flags, _first, { [userPlaceholder]: named = [] } = {}) =>
    await withOperatorTools(flags, async ({ store, now }) => {
      const organization = await theOrganization(store, flags.organization);
      await oneByOne(await usersNamed(store, organization, named), async ({ id, userName }) => {
        const before = await readLockout(store, permitOperator('lockout.read', organization.id), id, now());
        await liftLockout(store, operatorChange('lockout.lift', organization.id), id);
        const locks = locksText(before);
        const { wrongPasswords } = before.strangers;
        if (locks !== undefined) printLine(`${userName} is unlocked. Refused were: ${locks}.`);
        else if (wrongPasswords > 0)
          printLine(`${userName} was not locked. ${wrongPasswords} wrong passwords are forgotten.`);
        else printLine(`${userName} was not locked.`);
      });
      return 0;
    }),
};
