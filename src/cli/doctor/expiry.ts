import { soonDays } from '../../directory/expiring-credential.ts';
import { type Expiring, expiringBefore } from '../../store/examination.ts';
import { type Check, orElse } from './finding.ts';

const check = 'expiry';

const dayMs = 24 * 60 * 60_000;

/** Certificates and client secrets that have expired, or will soon: only their owners can renew them. */
export const expiry: Check = async ({ db }) => {
  const now = Date.now();
  const found = await expiringBefore(db, now + soonDays * dayMs);
  const findings = found.map((one) => ({ check, level: 'warning' as const, text: `${spell(one, now)}. Renew it.` }));
  return orElse(findings, check, `No certificate and no client secret has expired, or will within ${soonDays} days.`);
};

function spell({ kind, organizationId, name, expiresAt }: Expiring, now: number): string {
  const what = kind === 'certificate' ? `The ${name} certificate` : `A secret of the application ${name}`;
  const verb = expiresAt <= now ? 'has expired' : 'expires';
  return `${what} of the organization ${organizationId} ${verb} (${new Date(expiresAt).toISOString()})`;
}
