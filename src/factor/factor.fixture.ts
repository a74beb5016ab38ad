import assert from 'node:assert/strict';
import type { FactorKind } from '../directory/factor.ts';
import type { User } from '../directory/user.ts';
import { harry } from '../password/password.fixture.ts';
import { useSignIns } from '../password/sign-in.fixture.ts';
import type { SignInResult } from '../password/sign-in.ts';
import type { PendingSignIn } from '../password/sign-in-outcome.ts';
import { createSealer } from '../token/keys/sealer.ts';
import { fromBase32 } from './base32.ts';
import { type AddedFactor, beginFactor, confirmFactor } from './enrol.ts';
import { completeSecondStep, type SecondStepTools } from './second-step.ts';
import { totpCode } from './totp.ts';

export const origin = { traceId: 'trace', clientIp: '192.0.2.1', browserInfo: 'Owl/1.0' };

/** A world for every test of a file, in which Harry sets factors up and answers with them. */
export function useFactors() {
  const signIns = useSignIns();
  const { world, attempt } = signIns;
  const sealer = createSealer(Buffer.alloc(32, 7));
  const tools = (): SecondStepTools => ({ ...world, sealer, externalUrl: 'https://id.example.test' });

  const person = async (): Promise<User> => {
    const user = await world.store.users.find(harry);
    assert.ok(user);
    return user;
  };

  /** What an app shows that holds the secret. */
  const codeOf = (secret: string, steps = 0): string =>
    totpCode(fromBase32(secret), Math.floor(world.now() / 30_000) + steps);

  const setUp = async (kind: FactorKind, name: string, answer: (kept: string) => string) => {
    const user = await person();
    const { kept } = await beginFactor(tools(), user, kind);
    const added = await confirmFactor(tools(), { user, origin, kind, kept, answer: answer(kept), name });
    return { added, kept };
  };

  /** An app of Harry's, whose first code has been used. */
  const setUpApp = async (name = 'Phone'): Promise<AddedFactor & { readonly secret: string }> => {
    const { added, kept: secret } = await setUp('totp', name, codeOf);
    assert.ok(added);
    world.pass(30_000);
    return { ...added, secret };
  };

  /** Gives the right password. */
  const pending = async (changes: Parameters<typeof attempt>[0] = {}): Promise<PendingSignIn> => {
    const result: SignInResult = await attempt(changes);
    assert.equal(result.outcome, 'halfway');
    return (result as SignInResult & { readonly outcome: 'halfway' }).pending;
  };

  const answer = async (
    kind: FactorKind,
    text: string,
    to?: PendingSignIn,
    clientIp = origin.clientIp,
    asked = 'this sign-in',
  ) =>
    await completeSecondStep(tools(), {
      ...{ pending: to ?? (await pending()), answer: { kind, text, asked } },
      ...{ ...origin, clientIp, channel: 'page' },
    });

  return { ...signIns, tools, person, codeOf, setUp, setUpApp, pending, answer, sealer };
}

type World = ReturnType<typeof useSignIns>['world'];

/** The kinds of what was mailed, in order. */
export const mailed = async ({ db }: World): Promise<readonly string[]> =>
  (await db.selectFrom('outbox').select('kind').orderBy('created_at').execute()).map(({ kind }) => kind);

/** What the audit says of second factors. */
export async function audited({ db }: World): Promise<readonly (readonly [action: string, details: string])[]> {
  const entries = db.selectFrom('audit_entries').selectAll().where('category', '=', 'SecondFactor');
  return (await entries.orderBy('sequence').execute()).map(({ action, details }) => [action, details]);
}
