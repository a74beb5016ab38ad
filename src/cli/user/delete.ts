import { deleteUser } from '../../user/delete.ts';
import type { Command } from '../command.ts';
import { operatorChange, operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printLine } from '../print-line.ts';
import { confirm, confirmationSwitch } from '../terminal/confirm.ts';
import { endedText } from './ended.ts';
import { userPlaceholder, usersNamed } from './named.ts';
import { oneByOne } from './one-by-one.ts';

export const userDelete: Command = {
  name: 'user delete',
  summary: 'Delete users for good.',
  description: [
    'Deletes the accounts: their names are free, memberships, sessions and tokens end at once. This cannot be undone; "gatehouse user',
    'deactivate" keeps people out and can. Asks first. Works beside a running server.',
  ].join('\n'),
  examples: ['user delete draco --organization Hogwarts', 'user delete crabbe goyle --yes'],
  argument: { placeholder: userPlaceholder, isRepeated: true },
  values: organizationOption,
  switches: confirmationSwitch,
  ...operatorOptions,
  run: async (flags, _first, { [userPlaceholder]: named = [] } = {}) =>
    await withOperatorTools(flags, async ({ store }) => {
      const organization = await theOrganization(store, flags.organization);
      const users = await usersNamed(store, organization, named);
      const names = users.map(({ userName }) => userName).join(', ');
      await confirm(`${names} in ${organization.name} will be deleted for good.`, flags);
      await oneByOne(users, async ({ id, userName }) => {
        const ended = await deleteUser(store, { ...operatorChange('user.write', organization.id), userId: id });
        printLine(`${userName} is deleted. ${endedText(ended)}`);
      });
      return 0;
    }),
};
