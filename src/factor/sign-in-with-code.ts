import { type SignInResult, signIn } from '../password/sign-in.ts';
import type { SignInRequest } from '../password/sign-in-request.ts';
import { completeSecondStep, type SecondStepTools } from './second-step.ts';
import type { Answer } from './strategy.ts';

/** A sign-in whose caller can say everything at once. */
export interface SignInWithCodeRequest extends SignInRequest {
  /** A code of the person's app or a recovery code, as typed; undefined or empty where the caller has none. */
  readonly code?: string | undefined;
}

/**
 * Signs in where there is no page for a second step: the code comes together with the password. A wrong one is refused as a
 * wrong password is. Without one, and where a factor has to be set up first, the sign-in stays halfway.
 *
 * @throws GatehouseError as `signIn`.
 */
export async function signInWithCode(
  tools: SecondStepTools,
  { code: typed = '', ...request }: SignInWithCodeRequest,
): Promise<SignInResult> {
  const result = await signIn(tools, request);
  const code = typed.trim();
  if (result.outcome !== 'halfway' || result.pending.step !== 'verify' || code === '') return result;
  const { pending } = result;
  const completed = await completeSecondStep(tools, { ...request, pending, answer: answerOf(code) });
  return completed.outcome === 'over' ? { outcome: 'refused', reason: 'invalidCredentials' } : completed;
}

/** An app shows digits alone, and a recovery code has letters. */
const answerOf = (code: string): Answer =>
  /^[\d ]{6,7}$/.test(code) ? { kind: 'totp', text: code } : { kind: 'recoveryCodes', text: code };
