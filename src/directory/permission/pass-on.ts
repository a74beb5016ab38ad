import { forbidden } from '../../errors.ts';
import type { Permitted } from '../permission.ts';
import { hostScopes, managementScopes, standardScopes } from '../scope.ts';
import { type Actor, isHostAdministrator } from './actor.ts';

/**
 * Whether the actor may give the scope to somebody else, in whatever way: nobody hands out more than they have. In
 * person, people give whatever their organization has to give; a token gives at most what was granted to it. What only
 * says who somebody is, every application that people sign in to may ask for anyway.
 */
export function mayPassOn(actor: Actor, scope: string): boolean {
  if (standardScopes.includes(scope)) return true;
  if (hostScopes.includes(scope) && !isHostAdministrator(actor)) return false;
  return actor.isFirstParty || actor.scopes.some((held) => covers(held, scope));
}

/** Of the scopes of this API, the one without a part is both of its parts. What others mean by theirs is not known here. */
const covers = (held: string, scope: string): boolean =>
  held === scope || (ours.has(scope) && [`${held}.Read`, `${held}.Write`].includes(scope));

const ours: ReadonlySet<string> = new Set([...managementScopes, ...hostScopes]);

/** @throws GatehouseError Forbidden naming every scope that is not the actor's to give. */
export function requirePassOn({ actor }: Permitted, scopes: readonly string[]): void {
  const refused = [...new Set(scopes)].filter((scope) => !mayPassOn(actor, scope));
  if (refused.length === 0) return;
  const detail = `Nobody hands out a scope that was not granted to them: ${refused.join(', ')}.`;
  throw forbidden(detail);
}
