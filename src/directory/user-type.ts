/** What an account stands for. The order is that of the numbers on the wire, from 0. Only a `user` signs in. */
export const userTypes = ['user', 'robot', 'directoryUser', 'directoryGroup', 'robotAccount', 'application'] as const;

export type UserType = (typeof userTypes)[number];
