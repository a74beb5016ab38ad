import { zeroUuid } from '../directory/identifier.ts';
import type { Store } from '../directory/store.ts';
import { evenOut } from '../password/pace.ts';
import { signInRules } from '../password/rules.ts';
import type { Account } from '../password/sign-in-account.ts';
import type { SignInEvent } from '../password/sign-in-request.ts';
import { tryAccount } from '../password/try-account.ts';
import { activities } from '../telemetry.ts';
import { handleIn } from './passkey-answer.ts';
import { personOfHandle } from './passkey-handle.ts';
import { complete, type SecondStepTools, verifyAnswer, type WholeResult, wrongAnswer } from './second-step.ts';
import type { Answer } from './strategy.ts';

export interface PasskeySignInRequest extends Omit<SignInEvent, 'userNameOrEmail' | 'channel'> {
  readonly answer: Pick<Answer, 'text' | 'asked'>;
  /** The id of the organization that the person has to belong to; undefined where nothing says which. */
  readonly organizationId: string | undefined;
}

/**
 * Signs a person in by a passkey alone: it says who they are, and proves two factors at once. Neither the age of the password
 * nor a rule against signing in with one stands in the way; everything else is judged, counted and locked as with a password.
 * Refusals tell nobody whether there is such a person, by their time either. When it resolves, the outcome is recorded.
 */
export function signInByPasskey(tools: SecondStepTools, request: PasskeySignInRequest): Promise<WholeResult> {
  return activities.signIn.measure({ channel: 'page' }, async () => {
    const startedAt = performance.now();
    const result = await tryPasskey(tools, request);
    const isWrong = result.outcome === 'refused' && result.reason === 'invalidCredentials';
    if (isWrong) await evenOut(startedAt, tools.pause);
    return result;
  });
}

async function tryPasskey(tools: SecondStepTools, request: PasskeySignInRequest): Promise<WholeResult> {
  const { store } = tools;
  const account = await findOwner(store, request);
  const { organizationId, organization, user } = account;
  const rules = signInRules(await store.settings.inForce(organizationId));
  const event = { ...request, userNameOrEmail: user?.userName ?? '', channel: 'page' } as const;
  const whole = await tryAccount(tools, event, account, rules.lockout, async (attempt) => {
    if (!user || !organization || rules.secondFactor.mode === 'off') return undefined;
    const answer: Answer = { ...request.answer, kind: 'passkey' };
    const right = await verifyAnswer(tools, { ...request, answer }, user, rules);
    const owner = { user, organization, rules: { ...rules, isRestricted: false } };
    const version = (await store.credentials.find(user))?.version ?? 0;
    const proved = { version, methods: [], mustChange: undefined };
    return right && (await complete(tools, event, owner, proved, right, attempt));
  });
  return whole ?? wrongAnswer;
}

/** Whose passkey it says it is. What it says counts only with its signature. */
async function findOwner(
  { users, organizations }: Store,
  { answer, organizationId: wanted }: PasskeySignInRequest,
): Promise<Account> {
  const key = personOfHandle(handleIn(answer.text));
  const organization = await organizations.findById(key?.organizationId ?? zeroUuid);
  const isHere = organization !== undefined && (wanted === undefined || wanted === organization.id);
  const user = await users.find(key ?? { organizationId: zeroUuid, id: '' });
  return {
    organizationId: organization?.id ?? zeroUuid,
    organization,
    user: isHere ? user : undefined,
  };
}
