import type { Method } from '../../directory/factor.ts';
import type { PageTools } from './page.ts';
import type { MemberVisit } from './visit.ts';

/**
 * Notes in the session by what the person has just proved who they are. A browser that did not wait for the answer would never
 * learn its new cookie: it keeps the session as it was.
 */
export async function noteProof(
  { request, response, signal, now }: MemberVisit,
  { sessions }: Pick<PageTools, 'sessions'>,
  method: Method,
): Promise<void> {
  if (!signal.aborted) await sessions.prove(request, response, method, now);
}
