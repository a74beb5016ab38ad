import { CompiledQuery, type DatabaseConnection, type Dialect, type Driver, Kysely } from 'kysely';
import { isRead } from '../../src/store/changes.ts';
import type { Database } from '../../src/store/database.ts';
import { isOnCitus } from '../../src/store/postgres/cluster.fixture.ts';
import { type PostgresOptions, postgresDialect } from '../../src/store/postgres/open.ts';
import { sideBySide } from '../../src/store/side-by-side.ts';
import { boundUser } from './citus.ts';
import { forgetAll, hearWrites } from './heard-writes.ts';
import { isException, noteStatement } from './statements.ts';

/** Opens a database so that its statements are noted; on Citus, those that ask every place fail unless they are excepted. */
export function openBound(url: string, options: PostgresOptions | undefined): Kysely<Database> {
  const dialect = isOnCitus()
    ? excepting(postgresDialect(url.replace('//gatehouse@', `//${boundUser}@`), options))
    : postgresDialect(url, options);
  return new Kysely({ dialect, log: ({ query }) => noteStatement(query.sql) });
}

/** Opens a database beside servers of this process, which hear of what is written. It remembers nothing itself. */
export function openTelling(url: string): Kysely<Database> {
  const { createAdapter } = postgresDialect(url);
  const dialect = { ...postgresDialect(url, { remembers: hearWrites() }), createAdapter };
  // Of what changes the schema, nobody is told.
  return sideBySide(new Kysely({ dialect, log: ({ query }) => void (isRead(query.sql) || forgetAll()) }));
}

/** What the exceptions need is allowed for as long as they run. */
function excepting(dialect: Dialect): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => {
      const driver = dialect.createDriver();
      const acquireConnection = async () => allowing(await driver.acquireConnection());
      return new Proxy(driver, {
        get: (of, name: keyof Driver) => (name === 'acquireConnection' ? acquireConnection : of[name]?.bind(of)),
      });
    },
  };
}

function allowing(connection: DatabaseConnection): DatabaseConnection {
  const ask = connection.executeQuery.bind(connection);
  const level = (value: string) => ask(CompiledQuery.raw(`set citus.multi_task_query_log_level = ${value}`));
  return Object.assign(connection, {
    async executeQuery<Row>(query: CompiledQuery) {
      if (!isException(query.sql)) return await ask<Row>(query);
      await level('off');
      try {
        return await ask<Row>(query);
      } finally {
        await level('error').catch(() => {}); // A transaction that has failed takes it back by itself.
      }
    },
  });
}
