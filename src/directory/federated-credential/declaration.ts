import { validationFailed } from '../../errors.ts';
import { refusedRedirectUri } from '../application/redirect-uri.ts';
import type { FederatedCredential } from '../federated-credential.ts';
import { asKept, textProblem } from '../name.ts';

/** What is said of a federated credential. */
export type CredentialDeclaration = Pick<
  FederatedCredential,
  'name' | 'description' | 'issuer' | 'audience' | 'subject'
>;

const most = { name: 120, other: 600 };

/**
 * What is said of it as it will be kept. Name and description are for people; the others are compared as they are.
 *
 * @throws GatehouseError ValidationFailed naming every member that is missing or cannot be.
 */
export function requireDeclared(declared: CredentialDeclaration): CredentialDeclaration {
  const { issuer, audience, subject } = declared;
  const name = asKept(declared.name);
  const description = declared.description === null ? null : asKept(declared.description);
  const problems = {
    Name: missing(name) ?? tooLong(name, most.name) ?? textProblem(name),
    Description: description === null ? undefined : (tooLong(description, most.other) ?? textProblem(description)),
    Issuer: missing(issuer) ?? tooLong(issuer, most.other) ?? refusedIssuer(issuer),
    Audience: missing(audience) ?? tooLong(audience, most.other) ?? textProblem(audience),
    Subject: missing(subject) ?? tooLong(subject, most.other) ?? textProblem(subject),
  };
  const errors = Object.entries(problems).flatMap(([key, problem]) =>
    problem === undefined ? [] : [[key, [`The field ${key} ${problem}.`]] as const],
  );
  if (errors.length > 0) throw validationFailed(Object.fromEntries(errors));
  return { name, description, issuer, audience, subject };
}

const missing = (text: string): string | undefined => (text === '' ? 'is required' : undefined);

const tooLong = (text: string, length: number): string | undefined =>
  text.length > length ? `must be a string with a maximum length of ${length}` : undefined;

/** OpenID Connect Discovery section 3; over `http` only where nobody is on the way. */
function refusedIssuer(issuer: string): string | undefined {
  if (!/^https?:/i.test(issuer)) return 'must be an https URL';
  return issuer.includes('?') ? 'must not have a query' : refusedRedirectUri(issuer);
}
