import type { LinkKind } from '../../src/directory/account-link.ts';
import { hashOfHandle, newHandle } from '../../src/directory/handle.ts';
import type { UserKey } from '../../src/directory/user.ts';
import type { Gatehouse } from './gatehouse.ts';

/** The token of a link as a mail would carry it. */
export async function createLink({ store }: Gatehouse, user: UserKey, kind: LinkKind): Promise<string> {
  const token = newHandle(user.organizationId);
  const { email } = (await store.users.find(user)) ?? {};
  const { version = null } = (await store.credentials.find(user)) ?? {};
  const link = { ...user, kind, version, email: email ?? '', expiresAt: Date.now() + 60_000 };
  await store.accountLinks.issue(link, hashOfHandle(token), Date.now(), { most: 100, withinMs: 60_000 });
  return token;
}
