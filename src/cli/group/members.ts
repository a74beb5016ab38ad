import { updateGroup } from '../../directory/group/update.ts';
import { candidateIds } from '../../directory/identifier.ts';
import type { Organization } from '../../directory/organization.ts';
import type { Store } from '../../directory/store.ts';
import { notFound } from '../../errors.ts';
import type { Command } from '../command.ts';
import { operatorChange, operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { UsageError } from '../options.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printLine } from '../print-line.ts';
import { groupNamed } from './named.ts';

const placeholder = 'MEMBER';

const whatMembersAre =
  'MEMBER is a user, by user name, e-mail address or id, or a robot account or application, by name or id. All of them or none.';

type Change = 'memberIdsToAdd' | 'memberIdsToRemove';

export const groupAdd: Command = {
  name: 'group add',
  summary: 'Make users members of a group.',
  description: [
    whatMembersAre,
    'Those who are in it already stay. A member of Administrators administers the organization. Works beside a running server.',
  ].join('\n'),
  examples: [
    'group add "Automation Users" harry hermione',
    'group add Administrators dumbledore --organization Hogwarts',
  ],
  ...changingMembers('memberIdsToAdd'),
};

export const groupRemove: Command = {
  name: 'group remove',
  summary: 'Take members out of a group.',
  description: [whatMembersAre, 'The last administrator of an organization stays. Works beside a running server.'].join(
    '\n',
  ),
  examples: ['group remove "Automation Users" draco'],
  ...changingMembers('memberIdsToRemove'),
};

function changingMembers(change: Change) {
  return {
    argument: { placeholder: 'GROUP' },
    furtherArguments: { placeholder },
    values: organizationOption,
    ...operatorOptions,
    run: (
      flags: Readonly<Record<string, string>>,
      group = '',
      { [placeholder]: members = [] }: Readonly<Record<string, readonly string[]>> = {},
    ) => changeMembers(change, flags, group, members),
  } as const;
}

const changeMembers = (
  change: Change,
  flags: Readonly<Record<string, string>>,
  named: string,
  members: readonly string[],
): Promise<number> =>
  withOperatorTools(flags, async ({ store }) => {
    const organization = await theOrganization(store, flags.organization);
    const { id: groupId, name } = await groupNamed(store, organization, named);
    const ids = await membersNamed(store, organization, members);
    const nothing = { name: null, memberIdsToAdd: [], memberIdsToRemove: [] };
    await updateGroup(store, {
      ...{ ...operatorChange('group.write', organization.id), groupId, ...nothing },
      [change]: ids,
    });
    printLine(`${members.join(', ')} ${isAre(members)} ${change === 'memberIdsToAdd' ? 'in' : 'not in'} ${name} now.`);
    return 0;
  });

const isAre = ({ length }: readonly string[]): string => (length === 1 ? 'is' : 'are');

/**
 * The ids of the accounts.
 *
 * @throws GatehouseError NotFound naming the first that there is not; UsageError when several can be meant.
 */
export async function membersNamed(
  { entities }: Pick<Store, 'entities'>,
  { id: organizationId, name: organization }: Pick<Organization, 'id' | 'name'>,
  texts: readonly string[],
): Promise<readonly string[]> {
  const kinds = ['user', 'robotAccount', 'application'] as const;
  const ids: string[] = [];
  for (const text of texts) {
    const named = await Promise.all(kinds.map((kind) => entities.findByNames(organizationId, kind, [text])));
    const found = new Set(
      [...named.flat(), ...(await entities.findByIds(organizationId, kinds, candidateIds(text)))].map(({ id }) => id),
    );
    if (found.size > 1) throw new UsageError(`${JSON.stringify(text)} is the name of several accounts: give an id.`);
    const detail = `There is no user, robot account or application ${JSON.stringify(text)} in ${organization}.`;
    if (found.size === 0) throw notFound(detail);
    ids.push(...found);
  }
  return ids;
}
