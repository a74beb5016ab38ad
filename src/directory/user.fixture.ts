import type { NewCredential } from './credential.ts';
import type { NewUser, User, UserKey } from './user.ts';

/** A person to be created in a test: active, and without any name but the user name, which is the id if none is given. */
export const newUser = (user: UserKey & Partial<NewUser>): NewUser => ({
  userName: user.id,
  email: null,
  emailConfirmed: false,
  name: null,
  surname: null,
  displayName: null,
  isActive: true,
  bypassBasicAuthRestriction: false,
  invitationAccepted: true,
  createdAt: 1,
  ...user,
});

/** The same person as the store gives one back. */
export const storedUser = (user: UserKey & Partial<User>): User => ({
  ...newUser(user),
  legacyId: 1,
  type: 'user',
  extensionAttributes: {},
  modifiedAt: null,
  lastLoginAt: null,
  tokenEpoch: 1,
  version: 1,
  ...user,
});

type Nameable = UserKey & Pick<NewCredential, 'userName'>;

/** The credential of an account that has no password yet. */
export const noPassword = ({ organizationId, id, userName }: Nameable, createdAt: number): NewCredential => ({
  ...{ organizationId, id, userName, createdAt },
  ...{ passwordHash: null, mustChange: false },
});
