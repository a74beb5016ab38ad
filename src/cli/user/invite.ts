import { toUserDto, UserDto } from '../../http/api/user-dto.ts';
import { inviteUsers } from '../../user/create-many.ts';
import type { WantedUser } from '../../user/new-users.ts';
import type { Command } from '../command.ts';
import { groupsNamed } from '../group/named.ts';
import { operatorChange, operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { UsageError } from '../options.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printLine } from '../print-line.ts';
import { jsonPrinter } from '../terminal/json.ts';
import { warnWithoutMail } from './warn-without-mail.ts';

const placeholder = 'ADDRESS';

export const userInvite: Command = {
  name: 'user invite',
  summary: 'Create users who choose their passwords with a link in a mail.',
  description: [
    'Creates a user for each address, all of them or none, and leaves each a mail with a link, valid for seven days, in the outbox',
    'of the server. Anyone who was invited before and has no password yet gets a new link instead. The address is the user name, unless',
    '--user-name gives one, which is for one address only. Works beside a running server.',
  ].join('\n'),
  examples: [
    'user invite ginny@hogwarts.example --organization Hogwarts --group "Automation Users"',
    'user invite fred@hogwarts.example george@hogwarts.example',
  ],
  argument: { placeholder, isRepeated: true },
  values: {
    ...organizationOption,
    'user-name': { placeholder: 'USERNAME', doc: 'The user name, where one person is invited.' },
    group: {
      placeholder: 'GROUP',
      doc: 'A group that all of them join, by name or id. May be repeated.',
      isRepeated: true,
    },
  },
  switches: { json: 'Print JSON: an object in a line for each, as the API describes a user.' },
  ...operatorOptions,
  run: async (flags, _first, { [placeholder]: addresses = [], group: groups = [] } = {}) => {
    const { 'user-name': userName } = flags;
    if (userName !== undefined && addresses.length > 1) throw new UsageError('--user-name is for one address.');
    return await withOperatorTools(flags, async ({ store }) => {
      const organization = await theOrganization(store, flags.organization);
      const groupIds = (await groupsNamed(store, organization, groups)).map(({ id }) => id);
      const users = addresses.map((email) => wantedUser(email, userName));
      const invited = await inviteUsers(store, { ...operatorChange('user.write', organization.id), users, groupIds });
      const print = jsonPrinter(UserDto);
      for (const one of invited) {
        if (flags.json !== undefined) print(toUserDto(one));
        else printLine(`${one.user.userName} is invited to ${organization.name}.`);
      }
      await warnWithoutMail(store, organization);
      return 0;
    });
  },
};

const wantedUser = (email: string, userName: string | undefined): WantedUser => ({
  ...{ id: null, userName: userName ?? null, email, name: null, surname: null, displayName: null, type: 'user' },
  ...{ bypassBasicAuthRestriction: false, legacyId: null, invitationAccepted: false, passwordHash: null },
});
