import { knownCaller } from '../admission/caller.ts';
import { auditEntry, auditPerson } from '../directory/audit/entry.ts';
import type { Method } from '../directory/factor.ts';
import type { Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { type Attempt, forgiveAttempt } from '../password/attempts.ts';
import { enterByRight, type RightToHash } from '../password/hasher.ts';
import { canBePassword } from '../password/policy.ts';
import { type SignInRules, signInRules } from '../password/rules.ts';
import type { SignInEvent } from '../password/sign-in-request.ts';
import { tryAccount } from '../password/try-account.ts';
import { activities } from '../telemetry.ts';
import { type SecondStepTools, useAnswer, verifyAnswer, wrongAnswer } from './second-step.ts';
import type { Answer } from './strategy.ts';

/** What a person who is asked once more before something dangerous says. */
export type Proof = Answer | { readonly kind: 'password'; readonly text: string };

export interface ProofRequest extends Omit<SignInEvent, 'userNameOrEmail' | 'channel'> {
  /** Who is signed in. */
  readonly user: User;
  readonly proof: Proof;
  /** Aborted when the person goes away. */
  readonly signal: AbortSignal;
  readonly requireRight: RightToHash;
}

/** What is written when a proof is right; undefined when it is not. Returns false when the same answer was used meanwhile. */
type Use = (tables: Tables, at: number) => Promise<boolean>;

/** By what the person has proved it; refused where the answer is wrong, or none is accepted for now. */
export type ProofResult = { readonly outcome: 'provedAgain'; readonly method: Method } | typeof wrongAnswer;

/**
 * Has a person who is signed in prove again who they are. A wrong answer counts as at a sign-in, at the same counters.
 *
 * @throws GatehouseError Overloaded, TooManyRequests or Cancelled without effect.
 */
export function proveAgain(tools: SecondStepTools, request: ProofRequest): Promise<ProofResult> {
  return activities.secondStep.measure({ kind: request.proof.kind }, () => tryProof(tools, request));
}

async function tryProof(tools: SecondStepTools, request: ProofRequest): Promise<ProofResult> {
  const { store } = tools;
  const { user, proof } = request;
  // What can be nobody's password is no guess, and leaves nothing behind.
  if (proof.kind === 'password' && !canBePassword(proof.text)) return wrongAnswer;
  const event = { ...request, userNameOrEmail: user.userName, channel: 'page' } as const;
  const organization = await store.organizations.findById(user.organizationId);
  const account = { organizationId: user.organizationId, organization, user };
  const rules = signInRules(await store.settings.inForce(user.organizationId));
  using _turn = proof.kind === 'password' ? await enterHashing(tools, request) : undefined;
  const proved = await tryAccount(tools, event, account, rules.lockout, async (attempt) => {
    const use = await verify(tools, request, rules, attempt);
    const isUsed = use && (await record(tools, event, user, proof.kind, attempt, use));
    return isUsed ? ({ outcome: 'provedAgain', method: proof.kind } as const) : undefined;
  });
  return proved ?? wrongAnswer;
}

function enterHashing({ hasher }: SecondStepTools, request: ProofRequest) {
  const { organizationId, id: account } = request.user;
  return enterByRight(hasher, knownCaller({ organizationId, clientIp: request.clientIp, account }), request);
}

async function verify(
  tools: SecondStepTools,
  { user, proof, signal, traceId, clientIp }: ProofRequest,
  rules: SignInRules,
  attempt: Attempt,
): Promise<Use | undefined> {
  if (proof.kind !== 'password') {
    const right = await verifyAnswer(tools, { traceId, clientIp, answer: proof }, user, rules);
    return right && ((tables, at) => useAnswer(tables, { user, origin: { traceId, clientIp } }, right, at));
  }
  const credential = await tools.store.credentials.find(user);
  if (!credential?.passwordHash) {
    await tools.hasher.verifyNothing(proof.text, { signal });
    return undefined;
  }
  const isRight = await tools.hasher.verify(credential.passwordHash, proof.text, { signal, attempt });
  return isRight ? (tables) => tables.credentials.isCurrent(credential) : undefined;
}

async function record(
  { store, now }: SecondStepTools,
  event: SignInEvent,
  user: User,
  method: Method,
  attempt: Attempt,
  use: Use,
): Promise<boolean> {
  const at = now();
  const { organizationId, id: targetId } = user;
  const proved = { organizationId, category: 'Authentication', action: 'ProveAgain', targetId } as const;
  return await store.transaction(async (tables) => {
    if (!(await use(tables, at))) return false;
    await forgiveAttempt(tables.attempts, attempt);
    await tables.audit.append(auditEntry(event, auditPerson(user), at, { ...proved, details: { method } }));
    return true;
  });
}
