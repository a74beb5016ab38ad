import type { Migration } from 'kysely/migration';

/** A migration that is loaded when it runs: nearly every start has none to run. */
export const later = (load: () => Promise<Migration>): Migration => ({ up: async (db) => (await load()).up(db) });
