import { mailPasswordLink } from '../../password/mail-password-link.ts';
import type { Command } from '../command.ts';
import { operatorChange, operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printLine } from '../print-line.ts';
import { userNamed, userPlaceholder } from './named.ts';
import { warnWithoutMail } from './warn-without-mail.ts';

export const userMailLink: Command = {
  name: 'user mail-link',
  summary: 'Send a user a link to a new password.',
  description: [
    'Leaves a mail with a link in the outbox of the server, as the page for forgotten passwords does: nobody but the user learns the',
    'new password. A user who has none yet is invited anew. Nothing ends before the link is used. Works beside a running server.',
  ].join('\n'),
  examples: ['user mail-link harry --organization Hogwarts'],
  argument: { placeholder: userPlaceholder },
  values: organizationOption,
  ...operatorOptions,
  run: async (flags, named = '') =>
    await withOperatorTools(flags, async ({ store }) => {
      const organization = await theOrganization(store, flags.organization);
      const { id, userName, email } = await userNamed(store, organization, named);
      await mailPasswordLink(store, { ...operatorChange('user.write', organization.id), userId: id });
      printLine(`A link for ${userName} is on its way to ${email}.`);
      await warnWithoutMail(store, organization);
      return 0;
    }),
};
