/** What an account stands for. The order is that of the numbers on the wire, from 0. Only a `user` signs in. */
export const userTypes = ['user', 'robot', 'directoryUser', 'directoryGroup', 'robotAccount', 'application'] as const;

export type UserType = (typeof userTypes)[number];

/** Where an account is kept, by the number that clients know: 0 here, 2 in another directory. None is here and linked there (1). */
export const userCategory = (type: UserType): 0 | 2 => (type === 'directoryUser' ? 2 : 0);
