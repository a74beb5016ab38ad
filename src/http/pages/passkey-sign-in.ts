import { callerOf } from '../../admission/caller.ts';
import { secondFactorPolicy } from '../../directory/second-factor.ts';
import { signInByPasskey } from '../../factor/passkey-sign-in.ts';
import type { WholeResult } from '../../factor/second-step.ts';
import type { Markup } from './markup.ts';
import type { PageTools } from './page.ts';
import { passkeyAsked, passkeyField } from './passkey-field.ts';
import type { Visit } from './visit.ts';

/** The field of the sign-in page's form for what a passkey answers. */
const passkeyName = 'passkey';

/**
 * The button for signing in by a passkey alone, which is there for everybody: it tells nothing of any account. None where no
 * passkey would be accepted.
 */
export async function passkeyButton(visit: Visit, tools: PageTools): Promise<Markup | undefined> {
  const { organization, t } = visit;
  const isOff = organization && secondFactorPolicy(await tools.store.settings.inForce(organization.id)).mode === 'off';
  if (isOff) return undefined;
  const button = { label: t('passkey.signIn'), name: passkeyName, kind: 'plain', isOffered: true } as const;
  return passkeyField(visit, tools, { ...button, own: [] });
}

/** Whether a passkey has answered, whatever else stands in the form. */
export const isPasskeyForm = ({ form }: Visit): boolean => (form.get(passkeyName) ?? '') !== '';

/** Signs in the person whose passkey has answered. */
export async function signInWithPasskey(visit: Visit, tools: PageTools): Promise<WholeResult> {
  const { form, organization, traceId, clientIp, browserInfo, request, signal } = visit;
  const device = tools.knownDevice.read(request);
  const place = { organizationId: organization?.id ?? '', clientIp, account: '' };
  using _turn = await tools.writing.enter(callerOf(place, device !== undefined), signal);
  return await signInByPasskey(tools, {
    ...{ traceId, clientIp, browserInfo, device, organizationId: organization?.id },
    answer: { text: form.get(passkeyName) ?? '', asked: passkeyAsked(visit, tools) },
  });
}
