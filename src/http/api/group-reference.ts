import type { Group } from '../../directory/group.ts';
import { nullable, string } from '../../operation/answer-shape.ts';
import { localSource } from './directory-entity.ts';

/** The members of what tells of a group without saying who is in it. */
export const groupReference = {
  objectType: nullable(string),
  externalId: nullable(string),
  source: nullable(string),
  identifier: nullable(string),
  name: nullable(string),
  email: nullable(string),
  displayName: nullable(string),
} as const;

export const toGroupReference = ({ id: identifier, name }: Group) => ({
  ...{ objectType: 'DirectoryGroup', externalId: null, source: localSource, identifier },
  ...{ name, email: null, displayName: name },
});
