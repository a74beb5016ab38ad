import { GatehouseError } from '../errors.ts';
import { acrOf, multiFactor } from './authentication.ts';
import { candidateIds } from './identifier.ts';
import type { Actor, UserActor } from './permission/actor.ts';
import { countingFactors, secondFactorPolicy } from './second-factor.ts';
import type { Tables } from './store.ts';

/**
 * Where the organization asks for it, a person who changes something of the own account over the API has signed in a short
 * time ago, with a second factor if there is one. A personal access token comes from no sign-in; applications, and
 * administrators who act on others, are not asked.
 *
 * @throws GatehouseError Unauthenticated, with the challenge by which the application asks for another sign-in (RFC 9470
 *   section 3).
 */
export async function requireRecentSignIn(
  tables: Pick<Tables, 'settings' | 'factors'>,
  actor: Actor,
  userId: string,
  now: number,
): Promise<void> {
  if (actor.type !== 'user' || !candidateIds(userId).includes(actor.id)) return;
  const { stepsUpApi } = secondFactorPolicy(await tables.settings.inForce(actor.organizationId));
  if (stepsUpApi) await requireRecentProof(tables, actor, now);
}

/**
 * The same whatever the organization asks for.
 *
 * @throws GatehouseError as `requireRecentSignIn`.
 */
export async function requireRecentProof(
  { settings, factors }: Pick<Tables, 'settings' | 'factors'>,
  actor: UserActor,
  now: number,
): Promise<void> {
  const policy = secondFactorPolicy(await settings.inForce(actor.organizationId));
  const { authentication } = actor;
  const own = policy.mode === 'off' ? [] : countingFactors(await factors.ofUser(actor), policy);
  const isRecent = authentication !== undefined && now - authentication.at <= policy.stepUpMs;
  const isStrong = own.length === 0 || acrOf(authentication?.amr ?? []) === multiFactor;
  if (isRecent && isStrong) return;
  const parameters = [
    'error="insufficient_user_authentication"',
    'error_description="A more recent or stronger sign-in is needed"',
    ...(own.length === 0 ? [] : [`acr_values="${multiFactor}"`]),
    `max_age="${policy.stepUpMs / 1000}"`,
  ];
  const challenge = `${authentication?.scheme ?? 'Bearer'} ${parameters.join(', ')}`;
  throw new GatehouseError({ code: 'Unauthenticated', challenge });
}
