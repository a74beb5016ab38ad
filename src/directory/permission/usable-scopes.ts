import { accesses } from './access.ts';
import { isHostAdministrator, isTrusted, type UserActor } from './actor.ts';

/**
 * Whether a token with the scope lets this person do more than one without it. Where a scope has a half that only
 * reads, what that half opens says nothing for the whole: it takes something that the person may write.
 */
export function isUsable(person: UserActor, scope: string): boolean {
  const named = Object.entries(accesses).flatMap(([name, access]) =>
    'scopes' in access && (access.scopes as readonly string[]).includes(scope) ? [{ name, access }] : [],
  );
  const written = named.filter(
    ({ name, access }) => !name.endsWith('.read') && !(access.scopes as readonly string[]).includes(`${scope}.Read`),
  );
  return (written.length > 0 ? written : named).some(({ access: { who } }) => isOpenTo(person, who));
}

function isOpenTo(person: UserActor, who: 'members' | 'account' | 'administrators' | 'host'): boolean {
  if (who === 'administrators') return isTrusted(person);
  return who === 'host' ? isHostAdministrator(person) : true;
}
