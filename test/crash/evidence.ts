import { DatabaseSync } from 'node:sqlite';
import { CompiledQuery } from 'kysely';
import { openStore } from '../../src/store/open.ts';

/** Everything that the store says about the password changes of one user. Times are epoch milliseconds. */
export interface Evidence {
  readonly userId: string;
  readonly passwordHash: string;
  /** 1 for the password that the account was made with. */
  readonly version: number;
  readonly changedAt: number;
  readonly tokenEpoch: number;
  readonly modifiedAt: number | null;
  /** The hashes that were replaced, oldest first, each under the version it had. */
  readonly history: readonly { readonly sequence: number; readonly passwordHash: string; readonly at: number }[];
  /** When an entry `ChangedPassword` of the audit log, or a notice in the outbox, was made. */
  readonly audited: readonly number[];
  readonly notices: readonly number[];
  /** Sessions and refresh tokens that are alive. */
  readonly grants: number;
}

type Row = Readonly<Record<string, unknown>>;

/** Asks a store: a question mark stands for each value. */
type Ask = (query: string, ...values: string[]) => Promise<readonly Row[]>;

/** What the tables of either kind of store say. */
export class TableWitness {
  readonly #ask: Ask;
  readonly #payload: string;

  /** @param payload of a notice, as JSON. */
  constructor(ask: Ask, payload: string) {
    this.#ask = ask;
    this.#payload = payload;
  }

  /** Organizations whose audit log does not count 1, 2, 3, … up to the end that the store remembers. */
  async brokenAuditLogs(): Promise<readonly unknown[]> {
    return await this.#ask(`
      select organization_id, count(*) as entries, min(audit_entries.sequence) as first,
        max(audit_entries.sequence) as last, audit_heads.sequence as head
      from audit_entries left join audit_heads using (organization_id)
      group by organization_id, audit_heads.sequence
      having count(*) <> max(audit_entries.sequence) or min(audit_entries.sequence) <> 1
        or audit_heads.sequence is null or max(audit_entries.sequence) <> audit_heads.sequence`);
  }

  async evidence(organizationId: string): Promise<readonly Evidence[]> {
    const users = await this.#ask(
      `select users.id, password_hash, credentials.version, changed_at, token_epoch, users.modified_at
       from users join credentials on credentials.organization_id = users.organization_id and user_id = id
       where users.organization_id = ?`,
      organizationId,
    );
    const all = users.map(async (user) => ({
      userId: String(user.id),
      passwordHash: String(user.password_hash),
      version: Number(user.version),
      changedAt: Number(user.changed_at),
      tokenEpoch: Number(user.token_epoch),
      modifiedAt: user.modified_at as number | null,
      ...(await this.#traces(organizationId, String(user.id))),
    }));
    return await Promise.all(all);
  }

  async #traces(
    organizationId: string,
    id: string,
  ): Promise<Pick<Evidence, 'history' | 'audited' | 'notices' | 'grants'>> {
    const retired = await this.#ask(
      `select sequence, password_hash as hash, retired_at as at from password_history
       where organization_id = ? and user_id = ? order by sequence`,
      ...[organizationId, id],
    );
    const history = retired.map(({ sequence, hash, at }) => ({
      ...{ sequence: Number(sequence), passwordHash: String(hash), at: Number(at) },
    }));
    const times = async (query: string) => (await this.#ask(query, organizationId, id)).map(({ at }) => Number(at));
    const audited = await times(
      `select created_at as at from audit_entries
       where organization_id = ? and target_id = ? and action = 'ChangedPassword' order by sequence`,
    );
    const notices = await times(
      `select created_at as at from outbox
       where organization_id = ? and ${this.#payload} ->> 'userId' = ? and kind = 'PasswordChanged'
       order by created_at`,
    );
    const grants = await this.#ask('select id from grants where account_id = ?', `${organizationId}/${id}`);
    return { history, audited, notices, grants: grants.length };
  }
}

/** A read-only connection to the embedded store of a server that may be running. */
export class Witness extends TableWitness implements Disposable {
  readonly #db: DatabaseSync;

  constructor(file: string) {
    const db = new DatabaseSync(file, { readOnly: true });
    super(async (query, ...values) => db.prepare(query).all(...values), 'payload');
    this.#db = db;
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  /** Faults of the file and dangling references; empty when it is intact. */
  faults(): readonly unknown[] {
    const integrity = this.#db.prepare('PRAGMA integrity_check').all();
    const pages = integrity.filter(({ integrity_check }) => integrity_check !== 'ok');
    return [...pages, ...this.#db.prepare('PRAGMA foreign_key_check').all()];
  }

  count(table: string): number {
    return Number(this.#db.prepare(`select count(*) as n from ${table}`).get()?.n);
  }
}

/** Connections to the PostgreSQL of a server that may be running. */
export class DatabaseWitness extends TableWitness implements AsyncDisposable {
  readonly #db: ReturnType<typeof openStore>;

  constructor(url: string) {
    const db = openStore(url);
    super(async (query, ...values) => {
      let place = 0;
      const numbered = query.replaceAll('?', () => `$${++place}`);
      return (await db.executeQuery<Row>(CompiledQuery.raw(numbered, values))).rows;
    }, 'payload::json');
    this.#db = db;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#db.destroy();
  }
}
