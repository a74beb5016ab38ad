import { updateUser } from '../../user/update.ts';
import type { Command } from '../command.ts';
import { operatorChange, operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printLine } from '../print-line.ts';
import { noUserChange } from './change.ts';
import { endedText } from './ended.ts';
import { userPlaceholder, usersNamed } from './named.ts';
import { oneByOne } from './one-by-one.ts';

export const userDeactivate: Command = {
  name: 'user deactivate',
  summary: 'Keep users out, and end all that they are signed in with.',
  description: [
    'Nobody can sign in with the account until "gatehouse user activate". Sessions, tokens and links end at once, the running server',
    'notices. Groups, attributes and the password stay. Works beside a running server.',
  ].join('\n'),
  examples: ['user deactivate draco --organization Hogwarts', 'user deactivate draco crabbe goyle'],
  ...forUsers((flags, users) => changeStanding(flags, users, false)),
};

export const userActivate: Command = {
  name: 'user activate',
  summary: 'Let users in again who were deactivated.',
  description: 'The user can sign in with the password that the account had before. Works beside a running server.',
  examples: ['user activate draco --organization Hogwarts'],
  ...forUsers((flags, users) => changeStanding(flags, users, true)),
};

type Flags = Readonly<Record<string, string>>;

function forUsers(run: (flags: Flags, users: readonly string[]) => Promise<number>) {
  return {
    argument: { placeholder: userPlaceholder, isRepeated: true },
    values: organizationOption,
    ...operatorOptions,
    run: (
      flags: Flags,
      _first?: string,
      { [userPlaceholder]: users = [] }: Readonly<Record<string, readonly string[]>> = {},
    ) => run(flags, users),
  } as const;
}

const changeStanding = (flags: Flags, named: readonly string[], isActive: boolean): Promise<number> =>
  withOperatorTools(flags, async (tools) => {
    const organization = await theOrganization(tools.store, flags.organization);
    const state = isActive ? 'active' : 'inactive';
    await oneByOne(await usersNamed(tools.store, organization, named), async (user) => {
      if (user.isActive === isActive) {
        printLine(`${user.userName} is ${state} already.`);
        return;
      }
      const change = { ...noUserChange, ...operatorChange('user.write', organization.id), userId: user.id, isActive };
      const ended = await updateUser(tools, change);
      printLine(`${user.userName} is ${state} now.${isActive ? '' : ` ${endedText(ended)}`}`);
    });
    return 0;
  });
