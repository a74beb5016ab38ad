import type { CredentialSurvey } from '../directory/credential-survey.ts';
import { isSealedHash, type Pepper } from '../directory/pepper.ts';
import type { Argon2Parameters } from './hash/scheme.ts';
import { costOf, isOutdated } from './hash.ts';

/** Hashes of present passwords that were made in the same way. */
export interface HashKind {
  /** The scheme and what it costs. */
  readonly kind: string;
  readonly people: number;
  /** Whether a new one would be stronger, so that it is made anew at the next sign-in. */
  readonly isOutdated: boolean;
}

export interface HashKinds {
  /** The most frequent one first. */
  readonly kinds: readonly HashKind[];
  /** How many cannot be opened, because a key of the pepper is missing. */
  readonly unopened: number;
  /** False when there was no time for all of them. */
  readonly isWhole: boolean;
}

interface Survey {
  readonly survey: Pick<CredentialSurvey, 'storedHashes'>;
  readonly organizationIds: AsyncIterable<string>;
  readonly pepper: Pepper;
  /** Those with which a new hash is made. */
  readonly parameters: Argon2Parameters;
  /** How long the counting may take, in milliseconds. */
  readonly mostMs: number;
}

const atOnce = 1000;

/** Counts how the passwords of active people are hashed. For commands, which have a process of their own. */
export async function countHashKinds({
  survey,
  organizationIds,
  pepper,
  parameters,
  mostMs,
}: Survey): Promise<HashKinds> {
  const until = performance.now() + mostMs;
  const found = new Map<string, HashKind>();
  let [unopened, isWhole] = [0, true];
  for await (const organizationId of organizationIds) {
    for (let behind: string | undefined = ''; behind !== undefined && isWhole; ) {
      const stored = await survey.storedHashes(organizationId, behind, atOnce);
      for (const one of stored) {
        const hash = pepper.open(one.text, one);
        if (isSealedHash(hash)) unopened += 1;
        else count(found, hash, parameters);
      }
      behind = stored.length < atOnce ? undefined : stored.at(-1)?.id;
      isWhole = performance.now() < until;
    }
  }
  return { kinds: [...found.values()].sort((one, other) => other.people - one.people), unopened, isWhole };
}

function count(found: Map<string, HashKind>, hash: string, parameters: Argon2Parameters): void {
  const kind = costOf(hash)?.kind ?? 'unknown';
  const outdated = isOutdated(hash, parameters);
  const key = `${kind} ${outdated}`;
  found.set(key, { kind, isOutdated: outdated, people: (found.get(key)?.people ?? 0) + 1 });
}
