import { badRequest, invalidMember } from '../../errors.ts';
import { type ApiScope, resourcesOf } from '../api-resource.ts';
import type { ApplicationScope } from '../application.ts';
import type { Tables } from '../store.ts';
import { type RelyingParty, refusedParty } from './relying-party.ts';

/** What an administrator says of an application. */
export interface Declaration extends RelyingParty {
  readonly name: string;
  readonly scopes: readonly DeclaredScope[];
}

interface DeclaredScope {
  readonly name: string;
  /** Absent: whatever both the scope and the application allow. */
  readonly type: ApplicationScope['type'] | undefined;
}

const most = { scopes: 500 };

/**
 * The scopes that the declaration gives the application.
 *
 * @throws GatehouseError ValidationFailed, or BadRequest when a scope is registered nowhere.
 */
export async function requireDeclaration(
  tables: Pick<Tables, 'apiResources'>,
  organizationId: string,
  declaration: Declaration,
): Promise<readonly ApplicationScope[]> {
  refuseParty(declaration);
  if (declaration.scopes.length > most.scopes) refuse('Scopes', `An application has at most ${most.scopes} scopes.`);
  const known = await knownScopes(tables, organizationId, declaration.scopes);
  const types = new Map<string, number>();
  for (const declared of declaration.scopes) {
    const kinds = grantable(declared, known.get(declared.name), declaration.isConfidential);
    if (kinds === 0) refuse('Scopes', unusable(declared.name, declaration.isConfidential));
    types.set(declared.name, (types.get(declared.name) ?? 0) | kinds);
  }
  const scopes = [...types].map(([name, kinds]) => ({ name, type: typeNames[kinds - 1] ?? 'both' }));
  refuse('RedirectUri', missingUri(declaration, scopes));
  return scopes;
}

/** As bits: 1 on behalf of a person, 2 as the application itself. The sums are the numbers on the wire. */
export const typeNames = ['user', 'application', 'both'] as const;

const bits = (type: ApplicationScope['type']): number => typeNames.indexOf(type) + 1;

/** Whether a grant may use a scope now that could not before. */
export const widens = (before: ApplicationScope['type'] | undefined, after: ApplicationScope['type']): boolean =>
  (bits(after) & ~(before === undefined ? 0 : bits(before))) !== 0;

const grantable = ({ type = 'both' }: DeclaredScope, known: ApiScope | undefined, isConfidential: boolean): number =>
  bits(type) & bits(known?.type ?? 'both') & bits(isConfidential ? 'both' : 'user');

const unusable = (name: string, isConfidential: boolean): string =>
  isConfidential
    ? `The scope ${name} is one of signed-in users only.`
    : `The scope ${name} was asked for as an application scope, which only a confidential application has.`;

async function knownScopes(
  tables: Pick<Tables, 'apiResources'>,
  organizationId: string,
  declared: readonly DeclaredScope[],
): Promise<ReadonlyMap<string, ApiScope>> {
  const resources = await resourcesOf(tables, organizationId);
  const known = new Map(resources.flatMap(({ scopes }) => scopes.map((scope) => [scope.name, scope] as const)));
  const missing = declared.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (missing.length === 0) return known;
  const all = declared.map(({ name }) => name).join(',');
  const detail = `Not all scopes=${all} are present in database (scope not found: ${missing.join(', ')}).`;
  throw badRequest(detail);
}

function refuseParty(declaration: Declaration): void {
  const fault = refusedParty(declaration);
  if (!fault) return;
  const { member, at = [], problem } = fault;
  if (member === 'redirectUris') {
    const [index] = at;
    if (index === undefined) refuse('RedirectUri', 'An application has at most 100 redirect URIs.');
    refuse('RedirectUri', `The redirect URI '${declaration.redirectUris[Number(index)]}' ${problem}.`);
  }
  const name = `${member.charAt(0).toUpperCase()}${member.slice(1)}`;
  refuse(name, `The field ${[name, ...at].join('.')} ${problem}.`);
}

/** Who can sign people in must say where they are sent back. */
function missingUri({ isConfidential, redirectUris }: Declaration, scopes: readonly ApplicationScope[]) {
  const signsIn = !isConfidential || scopes.some(({ type }) => type === 'user');
  return signsIn && redirectUris.length === 0 ? 'The RedirectUri field is required for user scopes.' : undefined;
}

function refuse(key: string, problem: string | undefined): void {
  if (problem !== undefined) throw invalidMember(key, problem);
}
