import { permitOperator } from '../../directory/permission.ts';
import { toUserDto, UserDto } from '../../http/api/user-dto.ts';
import { UserLockoutDto } from '../../http/api/user-lockout.ts';
import { toUserWithoutPasswordDto, UserWithoutPasswordDto } from '../../http/api/user-without-password.ts';
import { dto, nullable } from '../../operation/answer-shape.ts';
import { type Lockout, readLockout } from '../../password/lockout.ts';
import { loadUser } from '../../user/read.ts';
import { accountsWithoutPassword } from '../../user/without-password.ts';
import type { Command } from '../command.ts';
import { operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printFacts } from '../terminal/facts.ts';
import { jsonPrinter } from '../terminal/json.ts';
import { timeText } from '../terminal/text.ts';
import { shownName, stateOf } from './list.ts';
import { userNamed, userPlaceholder } from './named.ts';

const UserAtLength = dto('UserAtLength', {
  ...UserDto.members,
  lockout: UserLockoutDto,
  withoutPassword: nullable(UserWithoutPasswordDto),
});

export const userShow: Command = {
  name: 'user show',
  summary: 'Show a user: profile, groups, invitation, locks.',
  description: [
    'Shows what is known of a user, and from where passwords are refused at the moment. Works beside a running server.',
    'Exit code 3 when there is no such user.',
  ].join('\n'),
  examples: ['user show harry@hogwarts.example', 'user show har-3107 --organization Hogwarts --json'],
  argument: { placeholder: userPlaceholder },
  values: organizationOption,
  switches: {
    json: 'Print a JSON object: the user, the lock-out and, without a password, the invitation, as the API describes them.',
  },
  ...operatorOptions,
  run: async (flags, named = '') =>
    await withOperatorTools(flags, async ({ store, now }) => {
      const organization = await theOrganization(store, flags.organization);
      const { id } = await userNamed(store, organization, named);
      const found = await loadUser(store, permitOperator('user.read', organization.id), id);
      const lockout = await readLockout(store, permitOperator('lockout.read', organization.id), id, now());
      const [awaited] = await accountsWithoutPassword(store, permitOperator('user.list', organization.id), [id], now());
      if (flags.json !== undefined) {
        const withoutPassword = awaited ? toUserWithoutPasswordDto(awaited) : null;
        jsonPrinter(UserAtLength)({ ...toUserDto(found), lockout, withoutPassword });
        return 0;
      }
      const { user, groupIds } = found;
      const groups = await store.groups.findMany(organization.id, groupIds);
      const { extensionAttributes } = user;
      printFacts({
        ...{ 'user name': user.userName, name: shownName(user), id: user.id, organization: organization.name },
        'e-mail': user.email && `${user.email}${user.emailConfirmed ? '' : ' (not confirmed)'}`,
        state: stateOf(user, awaited),
        'invited until': awaited?.expiresAt == null ? null : timeText(awaited.expiresAt),
        groups: groups.map(({ name }) => name).join(', '),
        created: timeText(user.createdAt),
        changed: user.modifiedAt === null ? null : timeText(user.modifiedAt),
        'last sign-in': timeText(user.lastLoginAt),
        locked: locksText(lockout),
        ...Object.fromEntries(Object.entries(extensionAttributes).map(([name, value]) => [`"${name}"`, value])),
      });
      return 0;
    }),
};

/** From where passwords are refused; undefined when from nowhere. */
export function locksText({ lockedSources, strangers }: Lockout): string | undefined {
  const locks = lockedSources.map(
    ({ kind, network, lockedUntil }) => `${kind} ${network} until ${timeText(lockedUntil)}`,
  );
  if (strangers.lockedUntil !== null) locks.push(`every unknown network until ${timeText(strangers.lockedUntil)}`);
  return locks.length > 0 ? locks.join(', ') : undefined;
}
