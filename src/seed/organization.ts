import { canonical } from '../directory/canonical.ts';
import { builtInGroups } from '../directory/group.ts';
import { suggestion } from '../suggestion.ts';
import { apiResource } from './api-resource.ts';
import { application } from './application.ts';
import { requireDistinct, requireDistinctItems } from './distinct.ts';
import { refusal, spellPath, within } from './position.ts';
import { settings } from './setting.ts';
import { list, objectOf, optional, type ReadBy, type Reader, required } from './shape.ts';
import { lineOfText, urlName, uuid } from './text.ts';
import { user } from './user.ts';

const tenantShape = objectOf('a tenant', { id: optional(uuid), name: required(urlName) });

export type SeedTenant = ReadBy<typeof tenantShape>;

const tenant: Reader<SeedTenant> = (value, position) =>
  typeof value === 'string'
    ? { id: undefined, name: urlName(value, position), position }
    : tenantShape(value, position);

const groupShape = objectOf('a group', { id: optional(uuid), name: required(lineOfText) });

export type SeedGroup = ReadBy<typeof groupShape>;

const group: Reader<SeedGroup> = (value, position) => {
  const declared = groupShape(value, position);
  for (const { id, name } of builtInGroups) {
    if (declared.id === id) throw refusal(within(position, 'id'), `is the id of the built-in group ${name}`);
    if (canonical(declared.name) !== canonical(name)) continue;
    throw refusal(within(position, 'name'), 'is the name of a built-in group, which every organization has');
  }
  return declared;
};

const shape = objectOf('an organization', {
  id: optional(uuid),
  name: required(urlName),
  tenants: optional(list(tenant), []),
  settings: optional(settings, []),
  groups: optional(list(group), []),
  users: optional(list(user), []),
  apiResources: optional(list(apiResource), []),
  applications: optional(list(application), []),
});

export type SeedOrganization = ReadBy<typeof shape>;

export const organization: Reader<SeedOrganization> = (value, position) => {
  const declared = shape(value, position);
  requireDistinct(declared.tenants, 'id');
  requireDistinct(declared.tenants, 'name', canonical);
  requireDistinct(declared.groups, 'id');
  requireDistinct(declared.groups, 'name', canonical);
  requireDistinct(declared.users, 'id');
  requireDistinct(declared.users, 'userName', canonical);
  requireDistinct(declared.users, 'email', canonical);
  requireDistinct(declared.apiResources, 'name', canonical);
  requireDistinct(
    declared.apiResources.flatMap(({ scopes }) => scopes),
    'name',
  );
  requireOwnNames(declared);
  requireGroups(declared);
  return declared;
};

/** People sign in with either, so the user name of one is the e-mail address of nobody else. */
function requireOwnNames({ users }: SeedOrganization): void {
  const owners = new Map(users.flatMap((user) => (user.email ? [[canonical(user.email), user] as const] : [])));
  for (const user of users) {
    const owner = owners.get(canonical(user.userName)) ?? user;
    if (owner === user) continue;
    throw refusal(within(user.position, 'userName'), `is the e-mail address of ${spellPath(owner.position)} already`);
  }
}

/** Users may be put into the groups declared beside them and into built-in ones. */
function requireGroups({ groups, users }: SeedOrganization): void {
  const names = [...groups, ...builtInGroups].map(({ name }) => name);
  const known = new Set(names.map(canonical));
  for (const member of users) {
    const position = within(member.position, 'groups');
    for (const [index, name] of member.groups.entries()) {
      if (canonical(name) === canonical('Everyone')) {
        throw refusal(within(position, index), 'has every account as a member already: leave it out');
      }
      if (known.has(canonical(name))) continue;
      throw refusal(
        within(position, index),
        `is no group of the organization; ${suggestion(name, names, 'there are')}`,
      );
    }
    requireDistinctItems(member.groups, position, canonical);
  }
}
