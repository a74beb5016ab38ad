import assert from 'node:assert/strict';
import { GatehouseError } from '../errors.ts';
import { hostId } from './organization.ts';

// Who acts, in the tests of rights, and what becomes of it.

export const school = 'school';
const base = { name: 'x', scopes: [], isFirstParty: false, isHost: false } as const;
export const application = { ...base, type: 'application', id: 'app', organizationId: school } as const;
export const person = {
  ...base,
  type: 'user',
  id: 'me',
  email: null,
  organizationId: school,
  isAdministrator: false,
  tokenEpoch: 1,
} as const;
export const administrator = { ...person, isAdministrator: true } as const;
export const inPerson = { isFirstParty: true } as const;
export const ofHost = { organizationId: hostId, isHost: true } as const;
export const installed = { organizationId: hostId, isInstalled: true } as const;
export const installer = { isInstaller: true } as const;
export const elsewhere = { organizationId: 'elsewhere' } as const;

export type Verdict = 'in' | 'scope' | 'forbidden';

export const verdictOf = (attempt: () => unknown): Verdict => {
  try {
    attempt();
    return 'in';
  } catch (error) {
    assert.ok(error instanceof GatehouseError);
    assert.ok(error.failure.code === 'ScopeMissing' || error.failure.code === 'Forbidden');
    return error.failure.code === 'ScopeMissing' ? 'scope' : 'forbidden';
  }
};
