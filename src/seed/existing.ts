import type { Application } from '../directory/application.ts';
import type { Group } from '../directory/group.ts';
import type { Organization, Tenant } from '../directory/organization.ts';
import type { Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import type { SeedApplication } from './application.ts';
import type { SeedGroup, SeedOrganization, SeedTenant } from './organization.ts';
import { refusal, type SeedPosition, within } from './position.ts';
import type { SeedUser } from './user.ts';

// What the store has already of the things that a file declares. Each look-up returns undefined when it has nothing of
// the kind, and throws a StartupError when what it has is something else under the same name.

export function existingOrganization(tables: Tables, declared: SeedOrganization): Promise<Organization | undefined> {
  const find = (idOrName: string) => tables.organizations.find(idOrName);
  return byIdOrName(declared, 'name', find, () => find(declared.name));
}

export function existingTenant(tables: Tables, owner: string, declared: SeedTenant): Promise<Tenant | undefined> {
  const find = (idOrName: string) => tables.organizations.findTenant(owner, idOrName);
  return byIdOrName(declared, 'name', find, () => find(declared.name));
}

export function existingGroup({ groups }: Tables, owner: string, declared: SeedGroup): Promise<Group | undefined> {
  const find = (id: string) => groups.find(owner, id);
  return byIdOrName(declared, 'name', find, () => groups.findByName(owner, declared.name));
}

export function existingUser({ users }: Tables, owner: string, declared: SeedUser): Promise<User | undefined> {
  const find = (id: string) => users.find({ organizationId: owner, id });
  return byIdOrName(declared, 'userName', find, () => users.findByName(owner, declared.userName));
}

export async function existingApplication(
  { applications }: Tables,
  owner: string,
  declared: SeedApplication,
): Promise<Application | undefined> {
  const found = await applications.findByClientId(declared.id);
  if (!found || found.organizationId === owner) return found;
  throw refusal(within(declared.position, 'id'), 'is the client id of an application in another organization');
}

/** The id decides: the record that has it is meant, even if its name has changed. */
async function byIdOrName<Found extends { readonly id: string }, Name extends string>(
  declared: { readonly id: string | undefined; readonly position: SeedPosition } & { readonly [N in Name]: string },
  nameMember: Name,
  byId: (id: string) => Promise<Found | undefined>,
  byName: () => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const { id, position } = declared;
  const withId = id === undefined ? undefined : await byId(id);
  if (withId) return withId;
  const found = await byName();
  if (!found || id === undefined) return found;
  const name = JSON.stringify(declared[nameMember]);
  throw refusal(
    within(position, nameMember),
    `contradicts the store, where ${name} has the id ${JSON.stringify(found.id)}, not ${JSON.stringify(id)}`,
  );
}
