import { pageOfMembers } from '../../directory/group/read.ts';
import { everyoneGroupId, type Group } from '../../directory/group.ts';
import { permitOperator } from '../../directory/permission.ts';
import type { Store } from '../../directory/store.ts';
import type { Command } from '../command.ts';
import { operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printJson } from '../print-line.ts';
import { type Column, printTable } from '../terminal/table.ts';
import { timeText } from '../terminal/text.ts';

/** So many are read at a time. */
const atOnce = 100;

/** A group, and how many are in it; null for Everyone, in which everybody is. */
interface CountedGroup {
  readonly group: Group;
  readonly memberCount: number | null;
}

export const groupList: Command = {
  name: 'group list',
  summary: 'List the groups of an organization.',
  description:
    'Lists the groups by name, with how many members each has; in Everyone is every account. Works beside a running server.',
  examples: ['group list --organization Hogwarts', 'group list --json'],
  values: organizationOption,
  switches: {
    json: 'Print JSON: an object in a line for each, with id, name, type, creationTime, lastModificationTime and memberCount.',
  },
  ...operatorOptions,
  run: async (flags) =>
    await withOperatorTools(flags, async ({ store }) => {
      const { id } = await theOrganization(store, flags.organization);
      if (flags.json === undefined) await printTable(columns, groupsOf(store, id));
      else for await (const one of groupsOf(store, id)) printJson(json(one));
      return 0;
    }),
};

const columns: readonly Column<CountedGroup>[] = [
  { title: 'NAME', cell: ({ group }) => group.name },
  { title: 'MEMBERS', cell: ({ memberCount }) => (memberCount === null ? 'everybody' : String(memberCount)) },
  { title: 'KIND', cell: ({ group }) => (group.type === 'builtIn' ? 'built in' : 'own') },
  { title: 'CREATED (UTC)', cell: ({ group }) => timeText(group.createdAt) },
  { title: 'ID', cell: ({ group }) => group.id, style: () => 'dim' },
];

const isoTime = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const json = ({ group: { id, name, type, createdAt, modifiedAt }, memberCount }: CountedGroup) => ({
  ...{ id, name, type, creationTime: isoTime(createdAt), lastModificationTime: isoTime(modifiedAt) },
  memberCount,
});

async function* groupsOf(store: Store, organizationId: string): AsyncGenerator<CountedGroup> {
  for (let after: string | undefined; ; ) {
    const groups = await store.groups.after(organizationId, after, atOnce);
    for (const group of groups) yield { group, memberCount: await countOf(store, group) };
    after = groups.at(-1)?.name;
    if (groups.length < atOnce) return;
  }
}

async function countOf(store: Store, { organizationId, id }: Group): Promise<number | null> {
  if (id === everyoneGroupId) return null;
  const first = { orderBy: 'name', descending: false, skip: 0, limit: 1 } as const;
  return (await pageOfMembers(store, permitOperator('group.read', organizationId), id, first)).totalCount;
}
