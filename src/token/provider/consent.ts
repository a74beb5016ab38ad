import type Provider from 'oidc-provider';
import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { scopeNames } from '../../directory/scope.ts';
import type { Tables } from '../../directory/store.ts';
import { userKeyOf } from '../../directory/user.ts';
import { isSwitchedOff } from '../client/command-line.ts';
import { resolveTokenTarget } from '../jwt/audience.ts';
import type { Participants } from '../logout/notice.ts';
import type { ExtendedGrant } from './account.ts';
import { registrationOf } from './client.ts';
import { resourceParameter, resourcesIn } from './extra-parameters.ts';
import { servesOrganization } from './organization-choice.ts';
import { onErrorPage } from './patches.ts';
import { asksConsentEachTime } from './redirect-uri.ts';
import { epochOf } from './session.ts';

interface GrantLoaderParts {
  readonly directory: Pick<Tables, 'apiResources' | 'consents' | 'settings'>;
  readonly participants: Participants;
  readonly issuer: string;
}

/**
 * Makes a grant for each authorization: what comes from it, from the code to the last refresh token, is one family and ends
 * together. Without consent there is no grant, and the person is asked.
 *
 * @throws InvalidTarget when the request names a resource for which the person can get no token.
 * @throws AccessDenied, which the person sees and the application does not, where the organization has switched the
 *   application off.
 */
export function createGrantLoader(
  { directory, participants, issuer }: GrantLoaderParts,
  resource: string,
): (context: KoaContextWithOIDC) => Promise<Grant | undefined> {
  const { consents, settings } = directory;
  return async ({ oidc }) => {
    const { account, client, session, params } = oidc;
    if (!account || !client || !session || oidc.promptPending('login') || oidc.promptPending('consent'))
      return undefined;
    const scopes = scopeNames(String(params?.scope ?? ''));
    const user = userKeyOf(account.accountId);
    const { application } = registrationOf(client);
    if (!servesOrganization(application, user.organizationId)) return undefined;
    if (await isSwitchedOff(settings, application, user.organizationId)) throw switchedOff();
    if (asksConsentEachTime(application, String(params?.redirect_uri))) {
      if (oidc.result?.consent?.accountId !== account.accountId) return undefined;
    } else if (!application.isFirstParty) {
      const granted = await consents.find(user, application.id);
      if (!scopes.every((scope) => granted.includes(scope))) return undefined;
    }
    const targets = resourcesIn(params?.[resourceParameter]);
    // Checked here, so that no code is issued when no token can be issued for it.
    await resolveTokenTarget(directory, user.organizationId, scopes, { asked: targets });
    if (application.backchannelLogoutUri !== undefined) {
      const { organizationId } = user;
      await participants.join({ organizationId, sessionId: session.uid, applicationId: application.id, issuer });
    }
    return await createGrant(oidc.provider, {
      accountId: account.accountId,
      clientId: client.clientId,
      scopes,
      ...{ resource, targets },
      epoch: epochOf(session),
    });
  };
}

const switchedOff = () => onErrorPage(new errors.AccessDenied('The organization does not allow this application.'));

interface GrantFacts {
  readonly accountId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly resource: string;
  /** The resources that the client has named. */
  readonly targets: readonly string[];
  /** The user's `tokenEpoch` when they signed in. */
  readonly epoch: number;
}

export async function createGrant(provider: Provider, facts: GrantFacts): Promise<Grant> {
  const { accountId, clientId, scopes, resource, targets, epoch } = facts;
  const grant: ExtendedGrant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope([...scopes]);
  grant.addResourceScope(resource, [...scopes]);
  grant.epoch = epoch;
  grant.targets = targets;
  await grant.save();
  return grant;
}
