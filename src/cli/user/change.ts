import type { UpdateUser } from '../../user/update.ts';

/** A change of a user that says nothing yet. */
export const noUserChange = {
  ...{ name: null, surname: null, displayName: null, email: null, isActive: null, password: null },
  ...{ bypassBasicAuthRestriction: null, invitationAccepted: null },
  ...{ groupIdsToAdd: [], groupIdsToRemove: [], attributesToAddOrUpdate: {}, attributesToRemove: [] },
} as const satisfies Partial<UpdateUser>;
