import type { Fate } from '../person.ts';

// What several products have and Gatehouse does not, in the same words wherever it was.

export const mapped = (field: string, why: string): Fate => ({ field, fate: 'mapped', why });
export const lost = (field: string, why: string): Fate => ({ field, fate: 'lost', why });

export const secondFactor = (field: string): Fate => lost(field, 'second factors are not imported');
export const lockOut = (field: string): Fate => lost(field, 'a lock-out that ends by itself is not imported');
export const lockedForGood = (field: string): Fate => mapped(field, 'who is locked out for good becomes inactive');
export const furtherValue = (field: string): Fate => lost(field, 'only the first of several values is imported');
export const photograph = (field: string): Fate => lost(field, 'pictures are not imported');
export const forcedChange = (field: string): Fate => mapped(field, 'the password must be changed at the first sign-in');

/** Of a member that this version of Gatehouse has never heard of. */
export const unheardOf = (field: string): Fate => lost(field, 'Gatehouse does not know what it is');
