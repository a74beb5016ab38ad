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

interface Named {
  readonly name: string | undefined;
  /** Whether it can be looked at, as far as that is known. */
  readonly isThere: boolean;
}

/** What the entries are about, by id: by its name of today, or else by that which an entry has. */
export async function namesOfTargets(visit: ConsoleVisit, entries: readonly Entry[]): Promise<Map<string, Named>> {
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
  const named = new Map<string, Named>();
  for (const entry of entries) {
    const today = found[entry.targetId ?? ''];
    const name = today?.displayName || today?.name || nameThen(entry) || named.get(entry.targetId ?? '')?.name;
    const isThere = Boolean(today) || kinds[entry.category]?.entityType === undefined;
    if (entry.targetId !== null) named.set(entry.targetId, { name, isThere });
  }
  return named;
}

/** Where something begins and ends, the entry has its name. */
function nameThen({ category, action, details }: Entry): string | undefined {
  if (!(category in kinds) || !/^(?:Create|Delete|Invite)$/.test(action)) return undefined;
  const others = new Map(readDetails(details).others);
  const given = others.get('displayName') ?? others.get('name') ?? others.get('userName');
  return typeof given === 'string' ? given : undefined;
}

/** What the entry is about, by its name where that is known, with the way to its page. */
export function target(visit: ConsoleVisit, { category, targetId }: Entry, names: ReadonlyMap<string, Named>) {
  if (targetId === null) return undefined;
  const { name, isThere }: Partial<Named> = names.get(targetId) ?? {};
  const shown: Markup | string = name ?? html`<code>${targetId}</code>`;
  const page = kinds[category]?.page;
  return page === undefined || !isThere
    ? shown
    : html`<a href="${consoleUrl(visit, `${page}/${encodeURIComponent(targetId)}`)}">${shown}</a>`;
}
