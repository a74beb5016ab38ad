import type { ExternalLogin } from '../../directory/user.ts';
import { pathsBecomeGroups } from '../group-names.ts';
import type { Fate, ImportedPerson } from '../person.ts';
import { attributesOf } from './attributes.ts';
import { forcedChange, lost, mapped, unheardOf } from './fates.ts';
import { flag, type JsonObject, object, objects, text, texts, time } from './json-members.ts';
import type { RealmGroups } from './keycloak-groups.ts';
import { passwordOf } from './keycloak-password.ts';
import { optional } from './optional.ts';
import { RowProblem } from './row-problem.ts';

/**
 * A person of Keycloak's `UserRepresentation`.
 *
 * @throws RowProblem
 */
export function personOf(user: JsonObject, position: string, realmGroups: RealmGroups): ImportedPerson {
  const userName = text(user, 'username');
  if (userName === undefined) throw new RowProblem('has no username');
  const actions = new Set(texts(user, 'requiredActions'));
  const { mustChangePassword, fates: ofPassword, ...password } = passwordOf(objects(user, 'credentials'));
  const { attributes, fates: ofAttributes } = attributesOf(object(user, 'attributes') ?? {}, 'attributes.');
  const { roles, fates: ofRoles } = rolesOf(user);
  const paths = texts(user, 'groups').map((path) => realmGroups.namesOf(path));
  return {
    position,
    userName,
    ...optional({ id: text(user, 'id'), email: text(user, 'email'), createdAt: time(user, 'createdTimestamp') }),
    ...optional({ name: text(user, 'firstName'), surname: text(user, 'lastName') }),
    emailConfirmed: flag(user, 'emailVerified') === true && !actions.has('VERIFY_EMAIL'),
    isActive: flag(user, 'enabled') ?? true,
    groups: [...new Set(paths.flat())],
    roles,
    attributes,
    logins: objects(user, 'federatedIdentities').map(loginOf),
    ...password,
    mustChangePassword: mustChangePassword || actions.has('UPDATE_PASSWORD'),
    fates: [
      ...(paths.some(({ length }) => length > 1) ? [mapped('groups', pathsBecomeGroups)] : []),
      ...[...[...actions].map(fateOfAction), ...ofPassword, ...ofAttributes, ...ofRoles, ...otherFates(user)],
    ],
  };
}

function loginOf(identity: JsonObject): ExternalLogin {
  const [loginProvider, providerKey] = [text(identity, 'identityProvider'), text(identity, 'userId')];
  if (loginProvider && providerKey) return { loginProvider, providerKey, providerDisplayName: null };
  throw new RowProblem('federatedIdentities has one without identityProvider and userId');
}

function fateOfAction(action: string): Fate {
  const field = `requiredActions.${action}`;
  if (action === 'UPDATE_PASSWORD') return forcedChange(field);
  if (action === 'VERIFY_EMAIL') return mapped(field, 'the address counts as unconfirmed');
  return lost(field, 'nobody is asked for this at sign-in');
}

/** What every realm has: they say nothing of what somebody may do in an application. */
const ownRoles = /^(?:default-roles-.*|offline_access|uma_authorization)$/;
const ownClients = new Set([
  'account',
  'account-console',
  'admin-cli',
  'broker',
  'realm-management',
  'security-admin-console',
]);

function rolesOf(user: JsonObject): { readonly roles: readonly string[]; readonly fates: readonly Fate[] } {
  const roles = texts(user, 'realmRoles').filter((role) => !ownRoles.test(role));
  const fates: Fate[] = [];
  const ofClients = object(user, 'clientRoles') ?? {};
  for (const client of Object.keys(ofClients)) {
    const field = `clientRoles.${client}`;
    if (ownClients.has(client)) {
      fates.push(lost(field, 'rights in Keycloak itself mean nothing here'));
      continue;
    }
    roles.push(...texts(ofClients, client).map((role) => `${client}/${role}`));
    fates.push(mapped(field, 'a role in a client is called CLIENT/ROLE'));
  }
  return { roles, fates };
}

/** Members that are read above, or follow from others. */
const known = new Set([
  ...['id', 'username', 'firstName', 'lastName', 'email', 'emailVerified', 'enabled', 'createdTimestamp', 'groups'],
  ...['realmRoles', 'clientRoles', 'attributes', 'credentials', 'requiredActions', 'federatedIdentities', 'totp'],
  ...['disableableCredentialTypes', 'notBefore', 'self', 'origin', 'access', 'userProfileMetadata'],
]);

const reasons: Readonly<Record<string, string>> = {
  federationLink: 'the password is with another directory, which is not asked',
  clientConsents: 'people are asked for their consent again',
  socialLinks: 'this form of links is too old',
  applicationRoles: 'this form of roles is too old',
};

function otherFates(user: JsonObject): readonly Fate[] {
  const others = Object.keys(user).filter((name) => !known.has(name) && user[name] !== null);
  return others.map((name) => (Object.hasOwn(reasons, name) ? lost(name, reasons[name] ?? '') : unheardOf(name)));
}
