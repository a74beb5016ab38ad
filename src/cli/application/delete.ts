import { deleteApplication } from '../../directory/application/manage.ts';
import type { Command } from '../command.ts';
import { operatorChange, operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printLine } from '../print-line.ts';
import { confirm, confirmationSwitch } from '../terminal/confirm.ts';
import { applicationNamed } from './named.ts';

export const appDelete: Command = {
  name: 'app delete',
  summary: 'Delete an application for good.',
  description:
    'Its secrets, and everything issued to it, become invalid at once. Asks first. Works beside a running server.',
  examples: ['app delete "Owl Post" --organization Hogwarts'],
  argument: { placeholder: 'APP' },
  values: organizationOption,
  switches: confirmationSwitch,
  ...operatorOptions,
  run: async (flags, named = '') =>
    await withOperatorTools(flags, async ({ store }) => {
      const organization = await theOrganization(store, flags.organization);
      const { id, name } = await applicationNamed(store, organization, named);
      await confirm(`The application ${name} (${id}) of ${organization.name} will be deleted for good.`, flags);
      await deleteApplication(store, operatorChange('application.write', organization.id), id);
      printLine(`${name} is deleted.`);
      return 0;
    }),
};
