import type { Factor } from '../directory/factor.ts';

/** What is stored of a passkey. None of it is a secret. */
export interface PasskeyState {
  /** In base64url. */
  readonly credentialId: string;
  /** As COSE_Key (RFC 9052), in base64url. */
  readonly publicKey: string;
  /** The signature counter at the latest use; 0 for ever where the authenticator does not count. */
  readonly counter: number;
  /** How the browser may reach it: a hint, for the browser alone. */
  readonly transports: readonly string[];
  /** When the questions that it has answered last were asked, in epoch milliseconds: none of them is answered twice. */
  readonly answered: readonly number[];
}

export const passkeyState = ({ state }: Pick<Factor, 'state'>): PasskeyState => JSON.parse(state) as PasskeyState;

/** Questions that are remembered. The same passkey may be asked in so many windows and devices at the same time. */
const mostAnswered = 10;

/** Whether a question of that time may not be answered any more: it was, or it is too old to be sure. */
export const isAnswered = ({ answered }: PasskeyState, at: number): boolean =>
  answered.includes(at) || (answered.length === mostAnswered && at < Math.min(...answered));

/** The state after an answer. */
export function afterAnswer(before: PasskeyState, counter: number, askedAt: number): PasskeyState {
  const answered = [...before.answered, askedAt].toSorted((one, other) => other - one).slice(0, mostAnswered);
  return { ...before, counter, answered };
}
