import { hashSync } from '@node-rs/argon2';
import type { Config } from '../../src/config/settings.ts';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { permitOperator } from '../../src/directory/permission.ts';
import { newUser } from '../../src/directory/user.fixture.ts';
import { accountId } from '../../src/directory/user.ts';
import { floor } from '../../src/password/hash/argon2id.ts';
import { provisionUser } from '../../src/provisioning/provision.ts';
import { parametersOf } from '../../src/server/capacity.ts';
import type { Gatehouse } from './gatehouse.ts';
import { world } from './world.ts';

const provisioning = permitOperator('installation.provision');

export interface Account {
  readonly organizationId: string;
  readonly id: string;
  readonly accountId: string;
}

/** By their parameters and passwords. */
const hashes = new Map<string, string>();

/**
 * A hash as the server makes them. Accounts with one password share its hash and salt: to compute it takes longer than all else
 * that an account needs.
 */
function hashOf(password: string, config: Config | undefined): string {
  const { memoryKiB: memoryCost, iterations: timeCost, parallelism } = config ? parametersOf(config) : floor;
  const key = [memoryCost, timeCost, parallelism, password].join();
  const hash = hashes.get(key) ?? hashSync(password, { memoryCost, timeCost, parallelism });
  hashes.set(key, hash);
  return hash;
}

/** A fresh user of the example organization unless another one is named, written by the provisioning that the seed uses. */
export async function createAccount(
  gatehouse: Pick<Gatehouse, 'store'> & Partial<Pick<Gatehouse, 'config'>>,
  password: string | null,
  { id = newId(), isAdministrator = false, organizationId = world.organization.id as string } = {},
): Promise<Account> {
  await gatehouse.store.transaction((tables) =>
    provisionUser(tables, provisioning, {
      user: newUser({ organizationId, id, userName: `user-${id}`, createdAt: Date.now() }),
      passwordHash: password === null ? null : hashOf(password, gatehouse.config),
      mustChange: false,
      groupIds: isAdministrator ? [administratorsGroupId] : [],
    }),
  );
  return { organizationId, id, accountId: accountId({ organizationId, id }) };
}

/** Gives the account a hash from elsewhere, against which a guess costs next to nothing. It is renewed by the next sign-in. */
export async function weakenHash({ db }: Pick<Gatehouse, 'db'>, account: Account, password: string): Promise<void> {
  await db
    .updateTable('credentials')
    .set({ password_hash: hashSync(password, { memoryCost: 8, timeCost: 1 }) })
    .where('organization_id', '=', account.organizationId)
    .where('user_id', '=', account.id)
    .execute();
}
