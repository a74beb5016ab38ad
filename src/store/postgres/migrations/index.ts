import type { Migration } from 'kysely/migration';
import { later } from '../../later-migration.ts';

/** Every migration there is, in the order in which they run. Those behind the baseline have twins of the same number. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0000-baseline': later(() => import('./0000-baseline.ts')),
  '0052-expand-kept-rules': later(() => import('./0052-expand-kept-rules.ts')),
  '0053-expand-expiry-told': later(() => import('./0053-expand-expiry-told.ts')),
  '0055-expand-hash-cost': later(() => import('./0055-expand-hash-cost.ts')),
  '0056-expand-pepper-keys': later(() => import('./0056-expand-pepper-keys.ts')),
  '0059-expand-secret-ends': later(() => import('./0059-expand-secret-ends.ts')),
  '0060-expand-user-states': later(() => import('./0060-expand-user-states.ts')),
  '0062-expand-audit-search': later(() => import('./0062-expand-audit-search.ts')),
  '0063-expand-mail-given-up': later(() => import('./0063-expand-mail-given-up.ts')),
  '0067-expand-address-order': later(() => import('./0067-expand-address-order.ts')),
  '0068-expand-access-of-person': later(() => import('./0068-expand-access-of-person.ts')),
  '0070-expand-factors': later(() => import('./0070-expand-factors.ts')),
  '0071-expand-token-amr': later(() => import('./0071-expand-token-amr.ts')),
  '0072-expand-factor-kinds': later(() => import('./0072-expand-factor-kinds.ts')),
  '0080-expand-people-without-password': later(() => import('./0080-expand-people-without-password.ts')),
  '0082-expand-credentials-told': later(() => import('./0082-expand-credentials-told.ts')),
  '0116-expand-open-invitations': later(() => import('./0116-expand-open-invitations.ts')),
  '0117-expand-order-of-creation': later(() => import('./0117-expand-order-of-creation.ts')),
};
