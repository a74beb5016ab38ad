import { internalScope } from '../../directory/api-resource.ts';
import { commandLineId } from '../../directory/application/built-in.ts';
import type { Authentication } from '../../directory/authentication.ts';
import { managementScopes } from '../../directory/scope.ts';
import type { Tables } from '../../directory/store.ts';
import type { User } from '../../directory/user.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { signAccessToken } from './access-token.ts';
import { resolveTokenTarget } from './audience.ts';
import { userClaims } from './claims.ts';
import { hostClaim } from './host-claim.ts';

interface FirstPartyParts {
  readonly issuer: string;
  readonly signer: (now: number) => SigningKey;
  readonly directory: Pick<Tables, 'applications' | 'apiResources' | 'groups'>;
}

/**
 * Issues an access token for a person who signed in without an application, as the legacy login does. It is first-party, and
 * has every scope of the management API and every other one that an application of the organization has for users. The
 * person's own rights still decide what they may do.
 */
export async function issueFirstPartyToken(
  user: User,
  authentication: Authentication,
  { issuer, signer, directory: { applications, apiResources, groups } }: FirstPartyParts,
  now: number,
): Promise<string> {
  const others = await applications.userScopeNames(user.organizationId);
  const scopes = [
    ...new Set([internalScope, ...managementScopes, ...others.filter((name) => name !== 'offline_access')]),
  ];
  const target = await resolveTokenTarget({ apiResources }, user.organizationId, scopes);
  return await signAccessToken(
    signer(now),
    { issuer, ...target },
    { ...userClaims(user, commandLineId, scopes, authentication), ...(await hostClaim({ groups }, user)) },
    now,
  );
}
