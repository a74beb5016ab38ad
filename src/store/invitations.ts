import type { Kysely } from 'kysely';
import type { WithoutPassword } from '../directory/credential.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { jsonList } from './json-list.ts';

/** The latest invitation of each of these accounts, which have no password. */
export async function withInvitations(
  db: Kysely<Database>,
  organizationId: string,
  accounts: readonly { readonly id: string; readonly version: number }[],
): Promise<readonly WithoutPassword[]> {
  if (accounts.length === 0) return [];
  const ids = accounts.map(({ id }) => id);
  const links = new Map((await find(db, organizationId, ids)).map((link) => [link.userId, link]));
  return accounts.map(({ id, version }) => {
    const link = links.get(id);
    if (!link) return { userId: id, invitation: undefined };
    const isOfThisAccount = link.email === link.sentTo && Number(link.version) === Number(version);
    const isWorthless = link.usedAt !== null || !isOfThisAccount;
    return { userId: id, invitation: { expiresAt: link.expiresAt, isWorthless, mail: mailOf(link) } };
  });
}

/** The mail of a link that can still be used is there for as long, unless somebody has discarded it. */
function mailOf({ mail, deliveredAt, deadAt }: FoundInvitation): 'waiting' | 'givenUp' | 'sent' {
  if (mail === null || deadAt !== null) return 'givenUp';
  return deliveredAt === null ? 'waiting' : 'sent';
}

type FoundInvitation = Awaited<ReturnType<typeof find>>[number];

const find = async (db: Kysely<Database>, organizationId: string, userIds: readonly string[]) =>
  await db
    .selectFrom('account_links')
    .innerJoin('users', (on) =>
      on.onRef('users.organization_id', '=', 'account_links.organization_id').onRef('users.id', '=', 'user_id'),
    )
    .leftJoin('outbox', (on) =>
      on.onRef('outbox.organization_id', '=', 'account_links.organization_id').onRef('outbox.id', '=', 'notice_id'),
    )
    .select(['user_id as userId', 'users.email', 'account_links.email as sentTo', 'credential_version as version'])
    .select(['account_links.expires_at as expiresAt', 'used_at as usedAt', 'outbox.id as mail'])
    .select(['delivered_at as deliveredAt', 'dead_at as deadAt'])
    .where('account_links.organization_id', '=', organizationId)
    .where(dialectOf(db).isAmong('user_id', jsonList(userIds), 'text'))
    .where('account_links.kind', '=', 'UserInvitation')
    .execute();
