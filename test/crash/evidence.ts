import { DatabaseSync } from 'node:sqlite';

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

/** A read-only connection to the store of a server that may be running. */
export class Witness implements Disposable {
  readonly #db: DatabaseSync;

  constructor(file: string) {
    this.#db = new DatabaseSync(file, { readOnly: true });
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

  /** Organizations whose audit log does not count 1, 2, 3, … up to the end that the store remembers. */
  brokenAuditLogs(): readonly unknown[] {
    return this.#rows(`
      select organization_id, count(*) as entries, min(audit_entries.sequence) as first,
        max(audit_entries.sequence) as last, audit_heads.sequence as head
      from audit_entries left join audit_heads using (organization_id)
      group by organization_id
      having entries <> last or first <> 1 or last is not head`);
  }

  count(table: string): number {
    return Number(this.#rows(`select count(*) as n from ${table}`)[0]?.n);
  }

  evidence(organizationId: string): readonly Evidence[] {
    const users = this.#rows(
      `select users.id, password_hash, credentials.version, changed_at, token_epoch, users.modified_at
       from users join credentials on credentials.organization_id = users.organization_id and user_id = id
       where users.organization_id = ?`,
      organizationId,
    );
    return users.map((user) => ({
      userId: String(user.id),
      passwordHash: String(user.password_hash),
      version: Number(user.version),
      changedAt: Number(user.changed_at),
      tokenEpoch: Number(user.token_epoch),
      modifiedAt: user.modified_at as number | null,
      ...this.#traces(organizationId, String(user.id)),
    }));
  }

  #traces(organizationId: string, id: string): Pick<Evidence, 'history' | 'audited' | 'notices' | 'grants'> {
    const history = this.#rows(
      `select sequence, password_hash as passwordHash, retired_at as at from password_history
       where organization_id = ? and user_id = ? order by sequence`,
      organizationId,
      id,
    ) as unknown as Evidence['history'];
    const times = (query: string) => this.#rows(query, organizationId, id).map(({ at }) => Number(at));
    const audited = times(
      `select created_at as at from audit_entries
       where organization_id = ? and target_id = ? and action = 'ChangedPassword' order by sequence`,
    );
    const notices = times(
      `select created_at as at from outbox
       where organization_id = ? and payload ->> 'userId' = ? and kind = 'PasswordChanged' order by created_at`,
    );
    const grants = this.#rows('select id from grants where account_id = ?', `${organizationId}/${id}`).length;
    return { history, audited, notices, grants };
  }

  #rows(query: string, ...values: string[]) {
    return this.#db.prepare(query).all(...values);
  }
}
