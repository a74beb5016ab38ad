import { auditEntryOf, type Command } from '../directory/command.ts';
import type { Store } from '../directory/store.ts';
import type { User, UserSelection } from '../directory/user.ts';
import { takeTurns } from '../turns.ts';
import { selectionAt } from './read.ts';

interface ExportUsers extends Command<'user.list'> {
  readonly selection: Omit<UserSelection, 'lock'>;
}

const pageSize = 250;

/**
 * Everybody of the selection by user name, read page by page while it is used; what changes meanwhile may be in it, or not.
 * That the data of so many people leave the server stands in the audit log before the first of them does.
 */
export async function exportUsers(
  store: Store,
  { selection: wanted, ...command }: ExportUsers,
): Promise<AsyncIterable<User>> {
  const { organizationId } = command.permitted;
  const { searchTerm = null, state = null, groupId = null } = wanted;
  const details = { searchTerm, state, groupId };
  await store.transaction((tables) =>
    tables.audit.append(auditEntryOf(command, { category: 'User', action: 'Export', targetId: null, details })),
  );
  const selection = await selectionAt(store, organizationId, wanted, command.at);
  return pages(store, organizationId, selection);
}

async function* pages({ users }: Store, organizationId: string, selection: UserSelection): AsyncGenerator<User> {
  for (let last: User | undefined; ; ) {
    const page: readonly User[] = await users.after(organizationId, selection, last?.userName, pageSize);
    yield* page;
    last = page.at(-1);
    if (page.length < pageSize) return;
    await takeTurns();
  }
}
