import { permitVisitor } from '../../directory/permission.ts';
import type { User } from '../../directory/user.ts';
import { forbidden } from '../../errors.ts';
import { checkPassword } from '../../password/check.ts';
import type { PageTools } from './page.ts';
import type { PageAnswer, Visit } from './visit.ts';

/** Whether the script of the page wants to know what is wrong with a password before the form is sent. */
export const asksForVerdicts = ({ request }: Visit): boolean => request.headers['gatehouse-answer'] === 'verdicts';

/**
 * What each rule says of a new password. The script sends nothing but that password, when the typing pauses.
 *
 * @throws GatehouseError Forbidden when the page is about nobody's password, or no longer.
 */
export async function verdictsAnswer(visit: Visit, user: User | undefined, tools: PageTools): Promise<PageAnswer> {
  if (!user) throw forbidden('Nobody sets a password here.');
  const { form, traceId, clientIp, browserInfo, signal } = visit;
  const { verdicts } = await checkPassword(tools, {
    ...{ permitted: permitVisitor(user, 'password.changeOwn'), userId: user.id },
    ...{ newPassword: form.get('newPassword') ?? '', oldPassword: null },
    ...{ traceId, clientIp, browserInfo, signal },
  });
  return { json: verdicts.map(({ error: { code }, isKept = null }) => ({ code, isKept })) };
}
