import { breachedSettings } from '../config/breached.ts';
import { hashingSettings } from '../config/hashing.ts';
import { pepperSettings } from '../config/pepper.ts';
import { readConfig } from '../config/read.ts';
import type { Config } from '../config/settings.ts';
import { onTheMachine } from '../directory/audit/entry.ts';
import type { Command as Change } from '../directory/command.ts';
import { hostId } from '../directory/organization.ts';
import type { AccessName } from '../directory/permission/access.ts';
import { permitOperator } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { openSealer } from '../installation-sealer.ts';
import { smtpWithoutPassword } from '../mail/smtp-config.ts';
import { isSmtpUsable } from '../mail/smtp-settings.ts';
import { type BreachedPasswords, nothingBreached } from '../password/breached.ts';
import type { HashPool } from '../password/hash-pool.ts';
import { openBreached } from '../server/breached.ts';
import { createHashPool } from '../server/capacity.ts';
import { openPepper } from '../server/pepper.ts';
import { createStore } from '../store/store.ts';
import { complain } from './print-line.ts';
import { keyOptions, storeOptions, withRunningStore } from './running-store.ts';

/** What the use cases need that the API calls too, for a command that the operator of the machine gives. */
export interface OperatorTools {
  readonly config: Config;
  readonly store: Store;
  readonly hasher: HashPool;
  readonly breached: BreachedPasswords;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Settings of such a command. What is not about where the store is, it is told as the server is. */
export const operatorOptions = {
  options: [...storeOptions, 'config'],
  serverOptions: [
    ...[...keyOptions, ...Object.keys(pepperSettings), ...Object.keys(hashingSettings)],
    ...[...Object.keys(breachedSettings), 'outgoing-private-addresses'],
    ...['smtp-host', 'smtp-user', 'smtp-password', 'smtp-password-file', 'smtp-from'],
  ],
} as const;

/**
 * Opens the store beside a running server, with all that a use case needs.
 *
 * @param setsPassword whether breached passwords may have to be looked up.
 * @throws StartupError when the store, its keys or the filter of breached passwords cannot be opened.
 */
export async function withOperatorTools<T>(
  flags: Readonly<Record<string, string>>,
  work: (tools: OperatorTools) => Promise<T>,
  { setsPassword = false } = {},
): Promise<T> {
  const config = await readConfig({ flags, environment: process.env });
  return await withRunningStore(config, async (db) => {
    const smtp = smtpWithoutPassword(config);
    const sealer = await openSealer(config, db);
    const store = createStore(db, sealer, (levels) => isSmtpUsable(levels, smtp), await openPepper(config, db));
    await using opened = new AsyncDisposableStack();
    const hasher = opened.use(createHashPool(config));
    const breached = setsPassword ? await openBreached({ config, opened, log: complaints }) : nothingBreached;
    return await work({ config, store, hasher, breached, now: Date.now });
  });
}

/** What the operator is told of besides: that a look-up of breached passwords fails. */
const tell = (_: object, message: string) => complain(message);
export const complaints = { info() {}, warn: tell, error: tell, async close() {} };

/**
 * A change by the operator: every right, no request that it came from, and an audit entry like any other. Nobody hangs up on
 * it.
 */
export const operatorChange = <A extends AccessName>(
  access: A,
  organizationId = hostId,
): Change<A> & { readonly signal: AbortSignal } => ({
  ...{ permitted: permitOperator(access, organizationId), at: Date.now(), signal: new AbortController().signal },
  ...onTheMachine,
});
