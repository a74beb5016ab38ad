import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { chainHash } from '../src/directory/audit/chain.ts';
import type { StoredAuditEntry } from '../src/directory/audit.ts';
import { noPassword } from '../src/directory/user.fixture.ts';
import type { NewUser } from '../src/directory/user.ts';
import { openStore } from '../src/store/open.ts';
import { createStore } from '../src/store/store.ts';
import { openInstallationKey } from '../src/token/keys/installation-key.ts';
import { createSealer } from '../src/token/keys/sealer.ts';

/** How much there is in an organization. */
export interface Size {
  readonly users: number;
  readonly groups: number;
  /** Members of the one large group; the others have five each. */
  readonly members: number;
  readonly auditEntries: number;
}

const firstNames = ['Ana', 'Ion', 'Maria', 'Paul', 'Elena', 'Mihai', 'Ioana', 'Radu', 'Alina', 'Dan'];
export const largeGroupId = '5ca1ab1e-0000-4000-8000-000000000001';

/** Every name is told from the others by a number that is spread over all of them. */
export const nameOf = (n: number): string => `user${String((n * 7_919) % 10_000_019).padStart(8, '0')}`;
export const idOf = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** A name that exactly one user has, in every size. */
export const rareName = nameOf(500);

/** Fills the organization of the seed file, through the store that the server uses, in large transactions. */
export async function fill(data: string, organizationId: string, size: Size): Promise<void> {
  const file = join(data, 'gatehouse.db');
  const db = openStore(file);
  // Nothing is lost when this is interrupted but time.
  await sql`pragma synchronous = off`.execute(db);
  await sql`pragma cache_size = -1000000`.execute(db);
  const keyFile = join(data, 'installation.key');
  const key = openInstallationKey({ configured: undefined, file: keyFile, isFirstStart: false });
  const store = createStore(db, createSealer(key));
  const now = Date.now();
  for (let from = 0; from < size.users; from += 10_000) {
    const users = Array.from({ length: Math.min(10_000, size.users - from) }, (_, n) =>
      userNumber(organizationId, from + n, now),
    );
    await store.transaction(async (tables) => {
      await tables.users.insertMany(organizationId, users);
      await tables.credentials.insertMany(users.map((user) => noPassword(user, now)));
    });
  }
  await store.transaction(async ({ groups, memberships }) => {
    await groups.insert({ organizationId, id: largeGroupId, name: 'Large', type: 'custom', createdAt: now });
    await memberships.add(organizationId, largeGroupId, members(0, size.members));
    for (let n = 0; n < size.groups; n += 1) {
      const id = `5ca1ab1e-0000-4000-9000-${n.toString(16).padStart(12, '0')}`;
      await groups.insert({ organizationId, id, name: `Group ${n}`, type: 'custom', createdAt: now });
      await memberships.add(organizationId, id, members((n * 5) % (size.users - 5), 5));
    }
  });
  fillAudit(file, organizationId, size.auditEntries, now);
  await store.audit.accept(organizationId);
  await db.destroy();
}

const members = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: idOf(from + n), type: 'user' }) as const);

function userNumber(organizationId: string, n: number, createdAt: number): NewUser {
  const userName = nameOf(n);
  return {
    organizationId,
    id: idOf(n),
    userName,
    email: `${userName}@bench.example`,
    emailConfirmed: false,
    name: firstNames[n % 10] ?? '',
    surname: `S${n % 1000}`,
    displayName: `${firstNames[n % 10]} S${n % 1000}`,
    isActive: true,
    bypassBasicAuthRestriction: false,
    invitationAccepted: true,
    createdAt,
  };
}

/** Entries as the server writes them, chain and all. */
function fillAudit(file: string, organizationId: string, count: number, now: number): void {
  const db = new DatabaseSync(file);
  db.exec('pragma synchronous = off; pragma cache_size = -1000000; begin');
  const head = db.prepare('select sequence, hash from audit_heads where organization_id = ?').get(organizationId);
  const insert = db.prepare(
    `insert into audit_entries (organization_id, sequence, created_at, category, action, actor_type, actor_id, actor_name,
      actor_email, target_id, details, trace_id, client_ip, hash) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
  );
  let previous = String(head?.hash ?? '');
  let sequence = Number(head?.sequence ?? 0);
  for (let n = 0; n < count; n += 1) {
    if (n % 500_000 === 499_999) db.exec('commit; begin');
    sequence += 1;
    const entry = auditNumber(organizationId, sequence, n, now);
    previous = chainHash(previous, entry);
    const { actor, category, action, targetId, details, traceId, clientIp } = entry;
    insert.run(
      ...[organizationId, sequence, entry.at, category, action, actor.type, actor.id, actor.name, actor.email],
      ...[targetId, details, traceId, clientIp, previous],
    );
  }
  db.exec('commit; pragma wal_checkpoint(truncate)');
  db.close();
}

function auditNumber(organizationId: string, sequence: number, n: number, now: number): Omit<StoredAuditEntry, 'hash'> {
  const actor = { type: 'user', id: idOf(n % 100), name: nameOf(n % 100), email: null } as const;
  const [category, action] = n % 3 === 0 ? ['Group', 'Update'] : ['User', 'Create'];
  const details = JSON.stringify({ userName: nameOf(n) });
  const targetId = idOf(n % 1000);
  return {
    organizationId,
    sequence,
    at: now,
    category,
    action,
    actor,
    targetId,
    details,
    traceId: null,
    clientIp: '::1',
  };
}
