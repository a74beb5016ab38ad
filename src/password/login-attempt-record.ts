import type { LoginAttemptResult } from '../directory/login-attempt.ts';
import type { Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';

/** What is kept of texts that the caller chose. */
const longestName = 256;
const longestBrowser = 512;

interface Tried {
  /** As typed; absent where the account was named by its id. */
  readonly userNameOrEmail?: string;
  readonly clientIp: string;
  readonly browserInfo: string | null;
}

/** Writes the row among the login attempts, in the transaction of the outcome. */
export async function recordLoginAttempt(
  { loginAttempts }: Tables,
  { organizationId, id: userId, userName }: User,
  { userNameOrEmail = userName, clientIp, browserInfo }: Tried,
  result: LoginAttemptResult,
  at: number,
): Promise<void> {
  await loginAttempts.append({
    ...{ organizationId, userId, clientIp, clientName: null, result, at },
    userNameOrEmail: storable(userNameOrEmail, longestName),
    browserInfo: browserInfo === null ? null : storable(browserInfo, longestBrowser),
  });
}

/** Neither NUL nor half a surrogate pair goes into a store. */
const storable = (text: string, length: number): string => text.slice(0, length).replaceAll('\0', '').toWellFormed();
