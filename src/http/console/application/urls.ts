import type { OwnPath } from '../../../directory/own-path.ts';
import { type ConsoleShown, type ConsoleVisit, consoleUrl } from '../page.ts';

/** A page about one application; the application itself without `page`. */
export const applicationUrl = (
  visit: ConsoleVisit,
  clientId: string,
  page = '',
  query: Readonly<Record<string, string | undefined>> = {},
): OwnPath => consoleUrl(visit, `applications/${encodeURIComponent(clientId)}${page && `/${page}`}`, query);

/** The way to a page below an application. */
export const applicationTrail = (
  visit: ConsoleVisit,
  { id, name }: { readonly id: string; readonly name: string },
): NonNullable<ConsoleShown['trail']> => [
  [visit.t('console.area.applications'), consoleUrl(visit, 'applications')],
  [name, applicationUrl(visit, id)],
];
