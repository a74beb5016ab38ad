import { isUuid } from '../../../directory/identifier.ts';
import { dateTime } from '../../pages/date-time.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../page.ts';
import type { AuditDetails } from './difference.ts';

/** What ids stand for, by id. */
export type Names = ReadonlyMap<string, string>;

type Resolved = Readonly<
  Record<string, { readonly name: string | null; readonly displayName: string | null } | null | undefined>
>;

/** Of an id of our own making; an operator may have given another one to somebody. */
const isId = (text: string) => isUuid(text.toLowerCase());
const isOfIds = (member: string) => /^(?:added|removed)(?:Groups|Members)$/.test(member);

/** So many are named; the others of a long list stay ids. */
const mostNamed = 200;

/** The names of today of the groups, people and applications that the details name by their ids. */
export async function namesIn(visit: ConsoleVisit, { differences, others }: AuditDetails): Promise<Names> {
  const said = [...others, ...differences.flatMap(({ member, before, after }) => [[member, [before, after]] as const])];
  const ids = said.flatMap(([member, value]) => textsIn(value).filter((one) => isOfIds(member) || isId(one)));
  const names = new Map<string, string>();
  for (const entityType of ['Group', 'User', 'Application']) {
    const entityIds = [...new Set(ids)].slice(0, mostNamed).filter((id) => !names.has(id));
    if (entityIds.length === 0) return names;
    const found = await visit.call<Resolved>('Directory_BulkResolve', {
      parameters: { partitionGlobalId: visit.organization.id },
      body: { entityIds, entityType },
    });
    for (const id of entityIds) {
      const name = found[id]?.displayName || found[id]?.name;
      if (name) names.set(id, name);
    }
  }
  return names;
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Longer ones are for the file. */
const longest = 2000;

/** A value of the details for people: moments, words and names. Undefined where it says nothing, as an empty list does. */
export function valueShown(visit: ConsoleVisit, names: Names, member: string, value: unknown): Markup | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'boolean') return html`${visit.t(value ? 'audit.yes' : 'audit.no')}`;
  if (typeof value === 'number') return isMoment(member, value) ? dateTime(visit, value) : html`${value}`;
  if (typeof value === 'string') return textShown(names, value);
  const entries = Object.entries(value);
  const isList = Array.isArray(value);
  const parts = entries.flatMap(([inner, one]) => {
    const shown = valueShown(visit, names, isList ? member : inner, one);
    return shown ? [isList ? shown : html`<code>${inner}</code>: ${shown}`] : [];
  });
  return parts.length === 0 ? undefined : html`${parts.map((part, index) => html`${index > 0 && ', '}${part}`)}`;
}

/** Epoch milliseconds, by the name that such members have. */
const isMoment = (member: string, value: number): boolean =>
  /(?:At|Until|Through|Time)$/.test(member) && value > 10 ** 11 && value < 10 ** 14;

function textShown(names: Names, text: string): Markup {
  const name = names.get(text);
  if (name !== undefined) return html`<span title="${text}">${name}</span>`;
  if (isId(text)) return html`<code>${text}</code>`;
  return html`${text.length > longest ? `${text.slice(0, longest)}…` : text}`;
}
