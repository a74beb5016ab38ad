import { updateUser } from '../../user/update.ts';
import type { Command } from '../command.ts';
import { type OperatorTools, operatorChange, operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printJson, printLine } from '../print-line.ts';
import { passwordFor, passwordSwitches } from '../terminal/secret.ts';
import { noUserChange } from './change.ts';
import { endedText } from './ended.ts';
import { userNamed, userPlaceholder } from './named.ts';

export const userSetPassword: Command = {
  name: 'user set-password',
  summary: 'Give a user a new password.',
  description: [
    'Sets a password without the current one: the user has to change it at the next sign-in, sessions and tokens end, locks are',
    'lifted, and the owner gets a notice. It is asked for on the terminal and not shown, and has to keep the rules of the',
    'organization. Works beside a running server.',
  ].join('\n'),
  examples: [
    'user set-password harry --organization Hogwarts',
    'user set-password harry --generate',
    'user set-password harry --password-stdin < password.txt',
  ],
  argument: { placeholder: userPlaceholder },
  values: organizationOption,
  switches: { ...passwordSwitches, json: 'Print a JSON object: id, userName, what ended, and a generated password.' },
  ...operatorOptions,
  run: async (flags, named = '') => {
    const work = async (tools: OperatorTools) => {
      const organization = await theOrganization(tools.store, flags.organization);
      const person = await userNamed(tools.store, organization, named);
      const { id, userName } = person;
      const { password, isGenerated } = await passwordFor(tools.store, organization, person, flags);
      const change = { ...noUserChange, ...operatorChange('user.write', organization.id), userId: id, password };
      const ended = await updateUser(tools, change);
      const generated = isGenerated ? { password } : {};
      if (flags.json !== undefined) printJson({ id, userName, ended, ...generated });
      else {
        printLine(`${userName} has a new password. ${endedText(ended)}`);
        if (isGenerated) printLine(`password  ${password}`);
      }
      return 0;
    };
    return await withOperatorTools(flags, work, { setsPassword: true });
  },
};
