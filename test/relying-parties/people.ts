import { accountId } from '../../src/directory/user.ts';
import type { Account } from '../support/accounts.ts';
import { world } from '../support/world.ts';

export const groups = ['Automation Users', 'Everyone', 'Quidditch Team'];

const key = { organizationId: world.organization.id, id: world.harry.id };

/** Who signs in everywhere. */
export const harry: Account = { ...key, accountId: accountId(key) };
