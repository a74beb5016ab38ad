import { deleteGroup } from '../../directory/group/delete.ts';
import type { Command } from '../command.ts';
import { operatorChange, operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printLine } from '../print-line.ts';
import { confirm, confirmationSwitch } from '../terminal/confirm.ts';
import { groupNamed } from './named.ts';

export const groupDelete: Command = {
  name: 'group delete',
  summary: 'Delete a group.',
  description:
    'Deletes a group; its members stay, without it. A built-in group cannot be deleted. Asks first. Works beside a running server.',
  examples: ['group delete "Dumbledore\'s Army" --yes'],
  argument: { placeholder: 'GROUP' },
  values: organizationOption,
  switches: confirmationSwitch,
  ...operatorOptions,
  run: async (flags, named = '') =>
    await withOperatorTools(flags, async ({ store }) => {
      const organization = await theOrganization(store, flags.organization);
      const { id: groupId, name } = await groupNamed(store, organization, named);
      await confirm(`The group ${name} of ${organization.name} will be deleted.`, flags);
      await deleteGroup(store, { ...operatorChange('group.write', organization.id), groupId });
      printLine(`${name} is deleted. Its members stay.`);
      return 0;
    }),
};
