import { html, type Markup } from '../../pages/markup.ts';
import { type ConsoleVisit, consoleUrl } from '../page.ts';
import { parametersOf } from './group.ts';

const kinds = {
  DirectoryUser: 'user',
  DirectoryRobotUser: 'robotAccount',
  DirectoryApplication: 'application',
  Application: 'application',
} as const;

type MemberKind = (typeof kinds)[keyof typeof kinds];

/** What a member is, by what the operations call it. */
export const kindOf = (objectType: string | null): MemberKind =>
  kinds[(objectType ?? '') as keyof typeof kinds] ?? 'user';

const pages = { user: 'people', robotAccount: 'robots', application: 'applications' } as const;

export const memberLink = (visit: ConsoleVisit, kind: MemberKind, id: string, text: string): Markup =>
  html`<a href="${consoleUrl(visit, `${pages[kind]}/${encodeURIComponent(id)}`)}">${text}</a>`;

/** Which of them are in the group of the address. */
export async function membersAmong(
  visit: ConsoleVisit,
  memberIDs: readonly unknown[],
): Promise<ReadonlySet<string | null>> {
  const inside = await visit.call<readonly { readonly identifier: string | null }[]>('Group_CheckMembers', {
    parameters: parametersOf(visit),
    body: { memberIDs },
  });
  return new Set(inside.map(({ identifier }) => identifier));
}
