import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { hashSecret } from '../src/directory/application.ts';
import { newId } from '../src/directory/identifier.ts';
import { hostId } from '../src/directory/organization.ts';
import { hostScopes, managementScopes } from '../src/directory/scope.ts';
import { openStore } from '../src/store/open.ts';
import { createStore } from '../src/store/store.ts';
import { openInstallationKey } from '../src/token/keys/installation-key.ts';
import { createSealer } from '../src/token/keys/sealer.ts';
import { idOf } from './scale-data.ts';

/** How much there is besides users, groups and audit entries. */
export interface More {
  readonly organizations: number;
  readonly applications: number;
  readonly robots: number;
  /** Of one person. */
  readonly signIns: number;
  /** Sessions and tokens of one application, and of an organization. */
  readonly grants: number;
  /** Of each kind of row that the sweep ends, how many are over; and users of an organization that is to be purged. */
  readonly overdue: number;
}

/** What was made for this run. */
export interface Marked {
  readonly application: string;
  readonly organization: string;
  readonly groups: readonly string[];
  readonly robots: readonly string[];
}

export const hostApplication = { id: '1d5fbc9e-7d0f-4d3a-9f53-2a7f3c1c9d10', secret: 'secret-of-the-host' };

const day = 24 * 60 * 60_000;

/** Adds to a data folder whatever else can be many, and what a run ends. */
export async function fillMore(data: string, organizationId: string, more: More): Promise<Marked> {
  const file = join(data, 'gatehouse.db');
  const db = openStore(file);
  await sql`pragma synchronous = off`.execute(db);
  const key = openInstallationKey({ configured: undefined, file: join(data, 'installation.key'), isFirstStart: false });
  const store = createStore(db, createSealer(key));
  const createdAt = Date.now();
  const marked = { application: newId(), organization: newId(), groups: newIds(3300), robots: newIds(more.robots) };
  const gone = newId();
  const application = (id: string, owner: string) => ({
    ...{ organizationId: owner, id, name: `Benchmark ${id}`, isConfidential: true, redirectUris: [] },
    ...{ isActive: true, createdAt },
  });
  const isFirst = await store.transaction(async ({ applications, organizations, groups, memberships }) => {
    await organizations.insert({ id: marked.organization, name: `Leaving ${createdAt}`, createdAt });
    await organizations.insert({ id: gone, name: `Gone ${createdAt}`, createdAt });
    await applications.insert(application(marked.application, organizationId), []);
    for (const id of marked.groups) {
      await groups.insert({ organizationId, id, name: `Leaving ${id}`, type: 'custom', createdAt });
      await memberships.add(organizationId, id, [{ id: idOf(1), type: 'user' }]);
    }
    if (await organizations.find('Organization 0')) return false;
    const scopes = [...managementScopes, ...hostScopes].map((name) => ({ name, type: 'application' }) as const);
    await applications.insert(application(hostApplication.id, hostId), scopes);
    const secret = { hash: hashSecret(hostApplication.secret), description: null, createdAt, expiresAt: null };
    await applications.insertSecret({ organizationId: hostId, id: hostApplication.id }, secret);
    for (let n = 0; n < more.organizations; n += 1) {
      await organizations.insert({ id: newId(), name: `Organization ${n}`, createdAt });
    }
    return true;
  });
  await db.destroy();
  fillRows(file, organizationId, { ...more, ...marked, gone, isFirst }, createdAt);
  return marked;
}

const newIds = (count: number): readonly string[] => Array.from({ length: count }, newId);

const numbers = 'with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n + 1 < :count)';

interface Rows extends Omit<More, 'robots'>, Marked {
  readonly gone: string;
  readonly isFirst: boolean;
}

function fillRows(file: string, owner: string, rows: Rows, now: number): void {
  const db = new DatabaseSync(file);
  db.exec('pragma synchronous = off; pragma cache_size = -1000000; begin');
  const add = (into: string, count: number, values: string, organization = owner) =>
    db
      .prepare(`${numbers} insert into ${into} select :organization, ${values} from numbers`)
      .run({ count, organization });
  const mark = now.toString(36);
  const [over, long] = [now - 1, now - 200 * day];
  const robot =
    db.prepare(`insert into robot_accounts (organization_id, id, name, name_key, display_name, display_name_key,
    created_at) values (?, ?, ?, ?, ?, ?, ?)`);
  for (const [n, id] of rows.robots.entries()) {
    robot.run(owner, id, `Robot ${id}`, `ROBOT ${id}`.toUpperCase(), `Robot ${n}`, `ROBOT ${n}`, now);
  }
  if (rows.isFirst) {
    add(
      'applications (organization_id, id, name, is_confidential, redirect_uris, is_active, created_at)',
      rows.applications,
      `printf('80000000-0000-4000-8000-%012x', n), 'Application ' || n, 1, '[]', 1, ${now}`,
    );
  }
  const attempts = 'login_attempts (organization_id, id, user_id, user_name_or_email, client_ip, result, created_at)';
  if (rows.isFirst) add(attempts, rows.signIns, `1000000000 + n, '${idOf(7)}', 'user', '::1', 'Success', ${now}`);
  const grants = 'grants (organization_id, id, model, grant_id, account_id, client_id, payload, expires_at)';
  const grant = (kind: string, until: number) =>
    `'${mark}${kind}' || n, case n % 3 when 0 then 'Session' when 1 then 'Grant' else 'RefreshToken' end,
     '${mark}${kind}' || n / 3, 'account' || n, '${rows.application}', '{}', ${until}`;
  add(grants, rows.grants, grant('living', now + 30 * day));
  add(grants, rows.grants, grant('leaving', now + 30 * day), rows.organization);
  // What the sweep ends.
  add(
    attempts,
    rows.overdue,
    `n + (select coalesce(max(id), 0) + 1 from login_attempts where organization_id = '${owner}' and id < 1000000000), '${idOf(8)}', 'user', '::1', 'Success', ${long}`,
  );
  add(grants, rows.overdue, grant('over', over));
  add('revocations (organization_id, id, expires_at)', rows.overdue, `'${mark}' || n, ${over}`);
  add(
    'outbox (organization_id, id, kind, payload, created_at, available_at, delivered_at)',
    rows.overdue,
    `'${mark}' || n, 'PasswordChanged', '{}', ${long}, ${long}, ${long}`,
  );
  add(
    'personal_access_tokens (organization_id, id, user_id, token_hash, description, scopes, created_at, expires_at)',
    rows.overdue,
    `'${mark}' || n, '${idOf(9)}', '${mark}' || n, '', '[]', ${long}, ${long}`,
  );
  add(
    `password_attempts (organization_id, user_id, kind, source, pending, pending_until, failed, refused, day, failed_today,
      failed_yesterday, expires_at)`,
    rows.overdue,
    `'${idOf(9)}', 'signIn', '${mark}' || n, 0, 0, 1, 0, 0, 0, 0, ${over}`,
  );
  // An organization whose time is over.
  db.prepare('update organizations set deleted_at = ?, is_active = 0 where id = ?').run(long, rows.gone);
  add(
    `users (organization_id, id, legacy_id, user_name, user_name_key, email_confirmed, is_active,
      bypass_basic_auth_restriction, invitation_accepted, created_at, search_id, search_text)`,
    rows.overdue,
    `'${mark}' || n, n, 'gone' || n, 'GONE' || n, 0, 1, 0, 0, ${now}, ${now} * 1000 + n, 'GONE' || n`,
    rows.gone,
  );
  db.prepare(`${numbers} insert into user_search (rowid, text) select ${now} * 1000 + n, 'GONE' || n from numbers`).run(
    {
      count: rows.overdue,
    },
  );
  add(
    `audit_entries (organization_id, sequence, created_at, category, action, actor_type, actor_name, details)`,
    rows.overdue,
    `n, ${now}, 'User', 'Create', 'system', 'Gatehouse', '{}'`,
    rows.gone,
  );
  db.exec('commit; pragma wal_checkpoint(truncate)');
  db.close();
}
