/** The commands that the tests read, named as they were where the expected answers were made. */
import {
  boolean,
  dateTime,
  enumeration,
  guid,
  int32,
  int64,
  list,
  type Members,
  map,
  type ObjectShape,
  object,
  text,
} from './shape.ts';

const nullable = { nullable: true } as const;

const login = object('Login', { LoginProvider: text(), ProviderKey: text() });

const userTypes = ['user', 'robot', 'directoryUser', 'directoryGroup', 'robotAccount', 'application'] as const;

export const changePassword = object('ChangeCmdB', {
  bypassBasicAuthRestriction: boolean(),
  oldPassword: text(),
  newPassword: text(),
});

export const createUser = object('CreateCmd', {
  id: guid(nullable),
  userName: text(),
  email: text(),
  name: text(),
  surname: text(),
  type: enumeration('UserType', userTypes),
  bypassBasicAuthRestriction: boolean(),
  legacyId: int64(nullable),
  invitationAccepted: boolean(),
  partitionGlobalId: guid(),
  password: text(),
  validatePassword: boolean(),
  groupIDs: list(guid()),
  userLogins: list(login),
});

export const updateUser = object('UpdateCmd', {
  name: text(),
  isActive: boolean(nullable),
  bypassBasicAuthRestriction: boolean(nullable),
  groupIDsToAdd: list(guid()),
  extensionUserAttributesToAddOrUpdate: map(text()),
});

export const userCommand = object('UserCommand', { userName: text(), bypassBasicAuthRestriction: boolean() });

/** A member of every type, and one that holds the same again. */
export const everything = withItself('AllCmd', 'all', {
  i: int32(),
  ni: int32(nullable),
  l: int64(),
  nt: enumeration('UserType', userTypes, nullable),
  t: enumeration('UserType', userTypes),
  d: dateTime(),
  nd: dateTime(nullable),
  o: login,
  ss: list(text()),
  bs: list(boolean()),
  ints: list(int32()),
  longs: list(int64(nullable)),
  gg: list(list(guid())),
  ts: list(enumeration('UserType', userTypes)),
  m: map(text()),
  g: guid(),
  ls: list(login),
  ng: guid(nullable),
  s: text(),
  b: boolean(),
  nb: boolean(nullable),
  ds: list(dateTime()),
});

function withItself(clrName: string, member: string, others: Members): ObjectShape {
  const members: Record<string, Members[string]> = { ...others };
  members[member] = object(clrName, members);
  return object(clrName, members);
}
