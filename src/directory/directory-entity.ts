import { type Permitted, seesPersonalData } from './permission.ts';
import type { UserType } from './user-type.ts';

/** An entry of the directory: people, robot accounts, confidential applications, and the groups they are in. */
export interface DirectoryEntity {
  readonly kind: EntityKind;
  readonly id: string;
  /** The name by which it is looked up: of a person, the user name. */
  readonly name: string;
  readonly email: string | null;
  readonly displayName: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** What kind of account it is; null of a group. */
  readonly accountType: UserType | null;
  /** False of a person who may not sign in. */
  readonly isActive: boolean;
  /** What an administrator has added to a person; null of others and when there is nothing. */
  readonly extensionAttributes: Readonly<Record<string, string | null>> | null;
  /** Undefined where it is kept back. */
  readonly createdAt: number | undefined;
}

/** What of it is shown to whom: some may know who there is, and no more. */
export const shownTo = (permitted: Permitted, entity: DirectoryEntity): DirectoryEntity =>
  seesPersonalData(permitted) ? entity : { ...entity, email: null, extensionAttributes: null, createdAt: undefined };

export type EntityKind = 'user' | 'robotAccount' | 'application' | 'group';

export const entityKinds: readonly EntityKind[] = ['user', 'robotAccount', 'application', 'group'];

export interface Prefix {
  readonly prefix: string;
  /** Whether the e-mail address counts as a name; the display name always does. */
  readonly byEmail: boolean;
  readonly limit: number;
}

/** Finds living users, robot accounts, confidential applications and groups alike. */
export interface DirectoryEntities {
  findByIds(
    organizationId: string,
    kinds: readonly EntityKind[],
    ids: readonly string[],
  ): Promise<readonly DirectoryEntity[]>;
  /** Those that have one of the names in any letter case; people also those that have it as e-mail address. */
  findByNames(organizationId: string, kind: EntityKind, names: readonly string[]): Promise<readonly DirectoryEntity[]>;
  /**
   * Those whose name begins so, in any letter case, by name; then, where there is room, those whose display name does,
   * and people, if asked for, whose address does.
   */
  startingWith(organizationId: string, kind: EntityKind, prefix: Prefix): Promise<readonly DirectoryEntity[]>;
}
