import type { PersonalAccessToken } from '../../directory/personal-access-token.ts';
import {
  chosenId,
  dto,
  listOf,
  moment,
  nullable,
  optional,
  type Returned,
  string,
  uuid,
} from '../../operation/answer-shape.ts';

const members = {
  id: uuid,
  partitionGlobalId: uuid,
  userId: chosenId,
  description: string,
  scopes: listOf(string),
  creationTime: moment,
  expiryTime: moment,
  expiration: moment,
  lastUsedTime: nullable(moment),
} as const;

export const ReferenceToken = dto('ReferenceTokenDto', members);
/** The one answer that holds the value. */
export const NewReferenceToken = dto('IssuedReferenceTokenDto', { token: string, ...members });
/** With the value where it is a new one. */
export const UpdatedReferenceToken = dto('UpdatedReferenceTokenDto', { token: optional(string), ...members });
export const toReferenceToken = (token: PersonalAccessToken): Returned<typeof ReferenceToken> => ({
  id: token.id,
  partitionGlobalId: token.organizationId,
  userId: token.userId,
  description: token.description,
  scopes: token.scopes,
  creationTime: token.createdAt,
  expiryTime: token.expiresAt,
  expiration: token.expiresAt,
  lastUsedTime: token.lastUsedAt,
});
