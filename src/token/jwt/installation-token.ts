import { internalScope, managementResource } from '../../directory/api-resource.ts';
import { commandLineId } from '../../directory/application/built-in.ts';
import type { Permitted } from '../../directory/permission.ts';
import type { Tables } from '../../directory/store.ts';
import { tokenMissing } from '../bearer/challenge.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { signAccessToken } from './access-token.ts';
import { userClaims } from './claims.ts';

/** How long an installer may register clients with its token, in seconds. */
const installationSeconds = 2 * 60 * 60;

interface InstallationParts {
  readonly issuer: string;
  readonly signer: (now: number) => SigningKey;
  readonly directory: Pick<Tables, 'users'>;
}

/**
 * A token with which an installer registers clients on behalf of the administrator of the host who is signed in. It ends with
 * all that ends the tokens of a person.
 *
 * @throws GatehouseError Unauthenticated when the person was deleted just now.
 */
export async function issueInstallationToken(
  { actor: { organizationId, id } }: Permitted<'installationToken.issue'>,
  { issuer, signer, directory }: InstallationParts,
  now: number,
): Promise<string> {
  const user = await directory.users.find({ organizationId, id });
  if (!user) throw tokenMissing();
  const claims = userClaims(user, commandLineId, [internalScope], now);
  const parties = { issuer, audience: managementResource };
  const subject = { ...claims, sub_type: 'installation', host: true } as const;
  return await signAccessToken(signer(now), parties, subject, now, installationSeconds);
}
