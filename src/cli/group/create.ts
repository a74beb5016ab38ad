import { createGroup } from '../../directory/group/create.ts';
import type { Command } from '../command.ts';
import { operatorChange, operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printJson, printLine } from '../print-line.ts';
import { membersNamed } from './members.ts';

export const groupCreate: Command = {
  name: 'group create',
  summary: 'Create a group.',
  description: 'Creates a group with its first members. Works beside a running server.',
  examples: ['group create "Dumbledore\'s Army" --member harry --member hermione'],
  argument: { placeholder: 'NAME' },
  values: {
    ...organizationOption,
    member: {
      placeholder: 'MEMBER',
      doc: 'A first member: a user, robot account or application, by name or id. May be repeated.',
      isRepeated: true,
    },
  },
  switches: { json: 'Print a JSON object with id and name.' },
  ...operatorOptions,
  run: async (flags, wanted = '', { member: members = [] } = {}) =>
    await withOperatorTools(flags, async ({ store }) => {
      const organization = await theOrganization(store, flags.organization);
      const memberIds = await membersNamed(store, organization, members);
      const change = operatorChange('group.write', organization.id);
      const { id, name } = await createGroup(store, { ...change, id: null, name: wanted, memberIds });
      if (flags.json !== undefined) printJson({ id, name });
      else printLine(`${name} was created in ${organization.name}, with the id ${id}.`);
      return 0;
    }),
};
