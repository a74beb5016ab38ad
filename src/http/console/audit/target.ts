import type { Wire } from '../../../operation/answer-shape.ts';
import type { AuditEventDto } from '../../api/audit-search.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { type ConsoleVisit, consoleUrl } from '../page.ts';
import { readDetails } from './difference.ts';

type Entry = Wire<typeof AuditEventDto>;

/** The pages of what entries are about, and how a directory looks it up. */
const kinds: Readonly<Record<string, { readonly page: string; readonly entityType?: string }>> = {
  User: { page: 'people', entityType: 'User' },
  Authentication: { page: 'people', entityType: 'User' },
  Group: { page: 'groups', entityType: 'Group' },
  RobotAccount: { page: 'robots' },
  ExternalClient: { page: 'applications', entityType: 'Application' },
};

type Resolved = Readonly<
  Record<string, { readonly name: string | null; readonly displayName: string | null } | null | undefined>
>;

/** Names of what the entries are about, by id: those of today, or else those that the entries have. */
export async function namesOfTargets(visit: ConsoleVisit, entries: readonly Entry[]): Promise<Map<string, string>> {
  const asked = new Map<string, string>();
  for (const { category, targetId } of entries) {
    const type = kinds[category]?.entityType;
    if (targetId !== null && type !== undefined) asked.set(targetId, type);
  }
  const found =
    asked.size === 0
      ? {}
      : await visit.call<Resolved>('Directory_BulkResolve', {
          parameters: { partitionGlobalId: visit.organization.id },
          body: { entityIds: [...asked.keys()], entityTypes: [...asked.values()] },
        });
  return new Map(
    entries.flatMap((entry) => {
      const { targetId } = entry;
      const today = targetId !== null ? found[targetId] : undefined;
      const name = today?.displayName || today?.name || nameThen(entry);
      return targetId !== null && name ? [[targetId, name] as const] : [];
    }),
  );
}

/** Where something begins and ends, the entry has its name. */
function nameThen({ category, action, details }: Entry): string | undefined {
  if (!(category in kinds) || !/^(?:Create|Delete|Invite)$/.test(action)) return undefined;
  const others = new Map(readDetails(details).others);
  return others.get('displayName') ?? others.get('name') ?? others.get('userName');
}

/** What the entry is about, by its name where that is known, with the way to its page. */
export function target(visit: ConsoleVisit, { category, targetId }: Entry, names: ReadonlyMap<string, string>) {
  if (targetId === null) return undefined;
  const name: Markup | string = names.get(targetId) ?? html`<code>${targetId}</code>`;
  const page = kinds[category]?.page;
  return page === undefined
    ? name
    : html`<a href="${consoleUrl(visit, `${page}/${encodeURIComponent(targetId)}`)}">${name}</a>`;
}
