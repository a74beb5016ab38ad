import { createOrganization } from '../../directory/organization/manage.ts';
import { PartitionDto, toPartitionDto } from '../../http/api/partition.ts';
import type { Command } from '../command.ts';
import { operatorChange, operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { printLine } from '../print-line.ts';
import { jsonPrinter } from '../terminal/json.ts';

export const orgCreate: Command = {
  name: 'org create',
  summary: 'Create an organization.',
  description: [
    'Creates an organization with the built-in groups, and nobody in it: the second example makes its first administrator. Works',
    'beside a running server.',
  ].join('\n'),
  examples: [
    'org create Beauxbatons --tenant Palace',
    'user create maxime --organization Beauxbatons --group Administrators --generate',
  ],
  argument: { placeholder: 'NAME' },
  values: { tenant: { placeholder: 'NAME', doc: 'A tenant of it. May be repeated.', isRepeated: true } },
  switches: { json: 'Print a JSON object: the organization as the API describes it.' },
  ...operatorOptions,
  run: async (flags, wanted = '', { tenant: tenants = [] } = {}) =>
    await withOperatorTools(flags, async ({ store }) => {
      const wish = { id: null, name: wanted, tenants };
      const created = await createOrganization(store, operatorChange('organization.write'), wish);
      if (flags.json !== undefined) jsonPrinter(PartitionDto)(toPartitionDto(created));
      else printLine(`${created.name} was created, with the id ${created.id}.`);
      return 0;
    }),
};
