import { availableParallelism } from 'node:os';
import { knownCaller } from '../admission/caller.ts';
import type { AuditDetails } from '../directory/audit/entry.ts';
import type { Store } from '../directory/store.ts';
import { GatehouseError } from '../errors.ts';
import type { BreachedPasswords } from '../password/breached.ts';
import { schemeOf, storedCostOf } from '../password/hash.ts';
import type { Hasher } from '../password/hasher.ts';
import { withNewPassword } from '../password/new-password.ts';
import { personRules } from '../password/person-rules.ts';
import { brokenRules, isTooLong } from '../password/policy.ts';
import { mapInTurns } from '../turns.ts';
import type { Candidate } from './candidate.ts';

/** The password with which a person comes over. */
export interface SettledPassword {
  readonly passwordHash: string | null;
  /** By which rules it was judged; null when by none. */
  readonly keptRules: string | null;
  /** What the audit log is told of how it was judged. */
  readonly note?: AuditDetails;
  /** What it takes to verify a hash that was made elsewhere; null for any other. */
  readonly hashCost: number | null;
  /** What is wrong with the one in the file. */
  readonly problem?: { readonly unknownForm: string } | { readonly brokenRules: readonly string[] };
}

interface Tools {
  readonly store: Store;
  readonly breached: BreachedPasswords;
  readonly now: () => number;
  /** Undefined where nothing is written. */
  readonly hasher: Hasher | undefined;
}

/** Enough to keep every thread of the hash pool busy without filling its queue. */
const lanes = 2 * availableParallelism();

/** A candidate and the password that was settled for it. */
export interface Ready {
  readonly candidate: Candidate;
  readonly password: SettledPassword;
}

/**
 * Settles the passwords of candidates, in their order: hashes stay as they are, and what is in clear is judged and hashed.
 *
 * @param isToHash whether one in clear is needed.
 */
export async function settlePasswords(
  tools: Tools,
  candidates: readonly Candidate[],
  isToHash: (candidate: Candidate, index: number) => boolean,
  signal: AbortSignal,
): Promise<readonly Ready[]> {
  const settled: Ready[] = await mapInTurns(candidates, (candidate) => ({ candidate, password: asItIs(candidate) }));
  const waiting = candidates.entries();
  const lane = async (): Promise<void> => {
    for (const [index, candidate] of waiting) {
      if (!isToHash(candidate, index)) continue;
      settled[index] = { candidate, password: await hashed(tools, candidate, candidate.person.password ?? '', signal) };
    }
  };
  if (candidates.some(isInClear)) await Promise.all(Array.from({ length: lanes }, lane));
  return settled;
}

/** Whether the password must be hashed before the person is written. */
export const isInClear = ({ person: { password, passwordHash }, user }: Candidate): boolean =>
  password !== undefined && passwordHash === undefined && user.type === 'user';

function asItIs({ person: { passwordHash, keptRules }, user }: Candidate): SettledPassword {
  if (passwordHash === undefined || user.type !== 'user') return none;
  const hashCost = storedCostOf(passwordHash);
  if (hashCost !== null) return { passwordHash, keptRules: keptRules ?? null, hashCost };
  return { ...none, problem: { unknownForm: formOf(passwordHash) } };
}

const none: SettledPassword = { passwordHash: null, keptRules: null, hashCost: null };

/** As much of a hash as says what it is, and nothing that belongs to the password. */
function formOf(storedHash: string): string {
  const scheme = schemeOf(storedHash);
  if (scheme) return `${scheme.name}, but not in a form or at a cost that is taken`;
  const [form = ''] =
    /^(?:\{[\w-]{1,20}\})?(?:\$[A-Za-z][\w-]{0,19}\$|\$[0-9]\w?\$|[a-z][\w-]{0,19}\$)?/.exec(storedHash) ?? [];
  return form === '' ? 'not recognised' : form;
}

async function hashed(
  { store, hasher, breached, now }: Tools,
  { user }: Candidate,
  newPassword: string,
  signal: AbortSignal,
): Promise<SettledPassword> {
  if (isTooLong(newPassword)) return refused(['PasswordTooLong']);
  if (!hasher) {
    const broken = brokenRules(newPassword, await personRules({ store, breached }, user, newPassword));
    return broken.length > 0 ? refused(broken.map(({ code }) => code)) : none;
  }
  const { organizationId, id: account } = user;
  const caller = knownCaller({ organizationId, clientIp: null, account });
  const request = { person: user, newPassword, field: 'Password', caller, signal };
  try {
    return await withNewPassword({ store, hasher, breached, now }, request, async (password) => ({
      ...password,
      hashCost: null,
    }));
  } catch (error) {
    if (!(error instanceof GatehouseError) || error.failure.code !== 'IdentityFailure') throw error;
    return refused(error.failure.errors.map(({ code }) => code));
  }
}

const refused = (broken: readonly string[]): SettledPassword => ({
  ...none,
  problem: { brokenRules: broken },
});
