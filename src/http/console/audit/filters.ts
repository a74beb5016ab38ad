import { isUuid } from '../../../directory/identifier.ts';
import type { ConsoleVisit } from '../page.ts';

/** What of the log is looked at, as the query of the page says. */
export interface AuditFilters {
  /** As it was typed: the name or the e-mail address of a person or an application, or an id. */
  readonly who: string;
  /** Only what they did, and not what was done to them. */
  readonly isBy: boolean;
  /** `User/Create`. */
  readonly event: string;
  readonly since: string;
  readonly until: string;
  readonly text: string;
}

export const names = ['who', 'as', 'event', 'since', 'until', 'text'] as const;

export const readFilters = ({ query }: ConsoleVisit): AuditFilters => {
  const [who = '', as, event = '', since = '', until = '', text = ''] = names.map((name) => query.get(name)?.trim());
  return { who, isBy: as === 'by', event, since, until, text };
};

/** The parameters of the operations that search. Days are those of UTC, from their beginning to their end. */
export async function searchQuery(visit: ConsoleVisit, filters: AuditFilters) {
  const { who, isBy, event, since, until, text } = filters;
  const [category, action] = event.split('/');
  const id = who && (await idOf(visit, who));
  return {
    ...(isBy || id === undefined ? { actor: id || who || undefined } : { about: id || undefined }),
    category: category || undefined,
    action: action || undefined,
    since: since || undefined,
    until: until ? `${until}T23:59:59.999Z` : undefined,
    text: text || undefined,
    language: visit.language,
  };
}

type Resolved = Readonly<Record<string, { readonly identifier: string } | null | undefined>>;

/** The id of the person whose name, address or id it is; undefined where it is nobody's. */
async function idOf(visit: ConsoleVisit, who: string): Promise<string | undefined> {
  const id = who.toLowerCase();
  if (isUuid(id)) return id;
  const parameters = { partitionGlobalId: visit.organization.id };
  const named = await visit.call<Resolved>('Directory_BulkResolveByName', {
    parameters,
    body: { entityNames: [who], entityType: 'User' },
  });
  if (named[who]) return named[who].identifier;
  const known = await visit.call<Resolved>('Directory_BulkResolve', {
    parameters,
    body: { entityIds: [who], entityType: 'User' },
  });
  return known[who]?.identifier;
}
