import type { ApiResource } from '../directory/api-resource.ts';
import type { Application, ApplicationScope } from '../directory/application.ts';
import type { NewOrganization, Tenant } from '../directory/organization.ts';
import type { Tables } from '../directory/store.ts';
import type { NewUser } from '../directory/user.ts';
import type { ApplicationChange } from '../provisioning/application.ts';
import type { SeedPosition } from './position.ts';

/** Everything that a file declares and the store lacks or has otherwise, in the order in which it is written. */
export interface Plan {
  readonly organizations: NewOrganization[];
  readonly tenants: Tenant[];
  readonly settings: { readonly organizationId: string; readonly key: string; readonly value: string | null }[];
  readonly groups: { organizationId: string; id: string; name: string; createdAt: number }[];
  readonly users: PlannedUser[];
  /** Of users who are there already. */
  readonly memberships: { readonly organizationId: string; readonly groupId: string; readonly userId: string }[];
  readonly apiResources: PlannedResource[];
  readonly applications: PlannedApplication[];
  readonly applicationChanges: ApplicationChange[];
}

export interface PlannedUser {
  readonly user: NewUser;
  readonly password: string | undefined;
  /** Whether the password must keep the rules. */
  readonly isJudged: boolean;
  readonly position: SeedPosition;
  readonly passwordHash: string | undefined;
  readonly mustChange: boolean;
  readonly groupIds: readonly string[];
}

interface PlannedResource {
  readonly resource: ApiResource;
  readonly isNew: boolean;
  /** Those that are not as they were. */
  readonly members: readonly string[];
}

interface PlannedApplication {
  readonly application: Application;
  readonly scopes: readonly ApplicationScope[];
  readonly secret: string | null;
}

/** Where a record goes, and the plan it is added to when it is missing. */
export interface Planning {
  readonly tables: Tables;
  readonly organizationId: string;
  readonly now: number;
  readonly plan: Plan;
  /** Ids of the accounts in the plan, with where each is declared. */
  readonly reservedIds: Map<string, SeedPosition>;
}
