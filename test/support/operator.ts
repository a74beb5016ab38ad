import { runCommand } from './command.ts';
import type { Gatehouse } from './gatehouse.ts';
import { storeFlags } from './store.ts';

/** The options that lead a command to the store of a server. */
export async function storeArguments({ config }: Pick<Gatehouse, 'config'>): Promise<readonly string[]> {
  const flags = { data: config.data, ...(await storeFlags(config.data)) };
  return Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
}

/** Gives commands beside a server. */
export const operatorOf =
  (gatehouse: Pick<Gatehouse, 'config'>) =>
  async (...args: readonly string[]) =>
    await runCommand([...args, ...(await storeArguments(gatehouse))]);

/** What `--json` has printed. */
export const objectsIn = (stdout: string) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** What the operator did, as the audit log of an organization says it, oldest first. */
export async function operatorsAudit({ db }: Pick<Gatehouse, 'db'>, targetId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('audit_entries')
    .select(['category', 'action'])
    .where('actor_type', '=', 'system')
    .where('target_id', '=', targetId)
    .orderBy('sequence')
    .execute();
  return rows.map(({ category, action }) => `${category} ${action}`);
}
