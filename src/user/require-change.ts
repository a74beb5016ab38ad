import { auditEntryOf, type Command } from '../directory/command.ts';
import { storedId } from '../directory/identifier.ts';
import type { Store } from '../directory/store.ts';
import { inTurns, portions } from '../turns.ts';

export interface RequireChange extends Command<'user.write'> {
  readonly userIds: readonly string[];
}

/** So many users are read without a pause. */
const atOnce = 50;

/**
 * Has people choose another password at their next sign-in, whatever the settings say of expiry and of first passwords:
 * all of them that there are and who have one, or nobody. What they are signed in with goes on.
 */
export async function requirePasswordChange(store: Store, request: RequireChange): Promise<void> {
  const { organizationId } = request.permitted;
  await store.transaction(async (tables) => {
    for await (const ids of inTurns(portions([...new Set(request.userIds.map(storedId))], atOnce))) {
      for (const user of await tables.users.findMany(organizationId, ids)) {
        if (!(await tables.credentials.requireChange(user))) continue;
        const details = { mustChangePassword: true };
        const entry = { category: 'User', action: 'Update', targetId: user.id, details } as const;
        await tables.audit.append(auditEntryOf(request, entry));
      }
    }
  });
}
