import { CompiledQuery, type Dialect, type Driver } from 'kysely';

/**
 * The embedded store for tests of which nothing has to outlast the machine: a commit does not wait for the disk. A process
 * that is killed loses nothing all the same.
 */
export const unsynced = (dialect: Dialect): Dialect => ({
  createAdapter: () => dialect.createAdapter(),
  createDriver: () => withoutSync(dialect.createDriver()),
  createIntrospector: (db) => dialect.createIntrospector(db),
  createQueryCompiler: () => dialect.createQueryCompiler(),
});

function withoutSync(driver: Driver): Driver {
  const init = driver.init.bind(driver);
  return Object.assign(driver, {
    async init() {
      await init();
      const connection = await driver.acquireConnection();
      await connection.executeQuery(CompiledQuery.raw('PRAGMA synchronous = OFF'));
      await driver.releaseConnection(connection);
    },
  });
}
