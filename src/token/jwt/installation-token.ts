import { internalScope, managementResource } from '../../directory/api-resource.ts';
import { commandLineId } from '../../directory/application/built-in.ts';
import { passwordAlone } from '../../directory/authentication.ts';
import { authenticationOf } from '../../directory/permission/actor.ts';
import type { Permitted } from '../../directory/permission.ts';
import type { Tables } from '../../directory/store.ts';
import { tokenMissing } from '../bearer/challenge.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { signAccessToken } from './access-token.ts';
import { userClaims } from './claims.ts';

/** How long an installation token is valid, in seconds. */
const installationSeconds = 2 * 60 * 60;

interface InstallationParts {
  readonly issuer: string;
  readonly signer: (now: number) => SigningKey;
  readonly directory: Pick<Tables, 'users'>;
}

/**
 * Issues a token with which an installer registers clients on behalf of the signed-in administrator of the host. Everything
 * that ends the person's tokens ends it as well.
 *
 * @throws GatehouseError Unauthenticated when the person was deleted just now.
 */
export async function issueInstallationToken(
  { actor }: Permitted<'installationToken.issue'>,
  { issuer, signer, directory }: InstallationParts,
  now: number,
): Promise<string> {
  const user = await directory.users.find(actor);
  if (!user) throw tokenMissing();
  const claims = userClaims(
    user,
    commandLineId,
    [internalScope],
    authenticationOf(actor) ?? { at: now, amr: passwordAlone },
  );
  const parties = { issuer, audience: managementResource };
  const subject = { ...claims, sub_type: 'installation', host: true } as const;
  return await signAccessToken(signer(now), parties, subject, now, installationSeconds);
}
