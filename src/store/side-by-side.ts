import type { Kysely } from 'kysely';

/**
 * Kysely sends a statement of a transaction when the one before has been answered, whatever its callers wait for. Here it is the caller
 * who says, by waiting or not, what may go together; the connection keeps their order.
 */
export function sideBySide<Db>(db: Kysely<Db>): Kysely<Db> {
  const executor = db.getExecutor();
  const withProvider = executor.withConnectionProvider.bind(executor);
  executor.withConnectionProvider = (provider) => {
    const connected = provider.provideConnection(async (connection) => connection);
    return withProvider({ provideConnection: async (consumer) => await consumer(await connected) });
  };
  return db;
}
