import type { DirectoryEntity as Entity, EntityKind } from '../../directory/directory-entity.ts';
import { dto, mapOf, moment, nullable, oneOf, optional, type Returned, string } from '../../operation/answer-shape.ts';

const common = {
  objectType: string,
  source: nullable(string),
  identifier: nullable(string),
  name: nullable(string),
  email: nullable(string),
  displayName: nullable(string),
} as const;

/** The members of each kind. */
export const entityMembers = {
  user: {
    ...common,
    firstName: nullable(string),
    lastName: nullable(string),
    jobTitle: nullable(string),
    companyName: nullable(string),
    city: nullable(string),
    department: nullable(string),
    extensionUserAttributes: nullable(mapOf(nullable(string))),
    externalId: nullable(string),
    creationTime: optional(moment),
  },
  group: common,
  robotAccount: common,
  application: { ...common, applicationId: nullable(string) },
} as const;

/** Everyone who can be in a directory, in the form in which members of a group are shown. */
export const DirectoryEntity = oneOf('DirectoryEntity', 'objectType', {
  DirectoryUser: dto('DirectoryUser', entityMembers.user),
  DirectoryGroup: dto('DirectoryGroup', entityMembers.group),
  DirectoryRobotUser: dto('DirectoryRobotUser', entityMembers.robotAccount),
  DirectoryApplication: dto('DirectoryApplication', entityMembers.application),
});

/** Everything here is of this server's own directory. */
export const localSource = 'local';

const objectTypes = {
  user: 'DirectoryUser',
  robotAccount: 'DirectoryRobotUser',
  application: 'DirectoryApplication',
  group: 'DirectoryGroup',
} as const satisfies Readonly<Record<EntityKind, string>>;

export function toDirectoryEntity(entity: Entity): Returned<typeof DirectoryEntity> {
  const { kind, id: identifier, name, email, displayName } = entity;
  const shared = { source: localSource, identifier, name, email, displayName };
  switch (kind) {
    case 'user':
      return {
        objectType: objectTypes[kind],
        ...shared,
        firstName: entity.firstName,
        lastName: entity.lastName,
        ...{ jobTitle: null, companyName: null, city: null, department: null },
        extensionUserAttributes: entity.extensionAttributes,
        externalId: null,
        creationTime: entity.createdAt,
      };
    case 'application':
      return { objectType: objectTypes[kind], ...shared, applicationId: identifier };
    default:
      return { objectType: objectTypes[kind], ...shared };
  }
}
