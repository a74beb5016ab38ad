import type { Config } from '../config/settings.ts';
import { hostId, type Organization } from '../directory/organization.ts';
import { localUrl } from '../http/local-url.ts';

/** Where the server is, as far as a command that is told what the server is told can know. */
export const addressOf = ({
  'external-url': url,
  host,
  port,
}: Pick<Config, 'external-url' | 'host' | 'port'>): string => url ?? localUrl(host, port);

/**
 * Where the people of an organization sign in. Those of several may have one name, as both administrators of the first start: the
 * page is that of the right one.
 *
 * @param address of the server, under which browsers reach it.
 * @param organization absent: the one that is meant where none is named.
 */
export function signInPageAt(address: string, organization?: Pick<Organization, 'id' | 'name'>): string {
  const page = `${address}/identity/web/login`;
  if (organization === undefined) return page;
  const named = organization.id === hostId ? 'host' : encodeURIComponent(organization.name);
  return `${page}?organization=${named}`;
}
