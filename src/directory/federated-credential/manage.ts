import { badRequest, invalidMember, notFound } from '../../errors.ts';
import { findApplication, recordApplicationChange } from '../application/manage.ts';
import type { RegisteredApplication } from '../application/registry.ts';
import { canonical } from '../canonical.ts';
import type { Command } from '../command.ts';
import type { FederatedCredential } from '../federated-credential.ts';
import { newId, storedId } from '../identifier.ts';
import type { Permitted } from '../permission.ts';
import { requireToGive } from '../standing.ts';
import type { Store, Tables } from '../store.ts';
import { type CredentialDeclaration, requireDeclared } from './declaration.ts';

type Stored = Pick<Tables, 'applicationRegistry' | 'federatedCredentials'>;
type Manage = Command<'application.write'> & { readonly applicationId: string };

/** @throws GatehouseError NotFound when there is no such application. */
export async function listCredentials(
  tables: Stored,
  permitted: Permitted<'application.read'>,
  applicationId: string,
): Promise<readonly FederatedCredential[]> {
  return await tables.federatedCredentials.ofApplication(await requireApplication(tables, permitted, applicationId));
}

/** @throws GatehouseError NotFound. */
export async function loadCredential(
  tables: Stored,
  permitted: Permitted<'application.read' | 'application.write'>,
  applicationId: string,
  id: string,
): Promise<FederatedCredential> {
  const application = await requireApplication(tables, permitted, applicationId);
  const found = (await tables.federatedCredentials.ofApplication(application)).find((one) => one.id === storedId(id));
  if (!found) throw notFound('The federated credential was not found.');
  return found;
}

/** Of one application: with each of them others could be let in. */
const mostCredentials = 20;

/**
 * Trusts one more issuer to vouch for the application.
 *
 * @throws GatehouseError NotFound; BadRequest for an application without secrets, and for the 21st; ValidationFailed;
 *   Forbidden where the application has scopes that are not the actor's to give.
 */
export function createCredential(
  store: Store,
  command: Manage,
  declared: CredentialDeclaration,
): Promise<FederatedCredential> {
  return store.transaction(async (tables) => {
    const { applicationRegistry: _, federatedCredentials } = tables;
    const application = await requireTrusting(tables, command);
    const others = await federatedCredentials.ofApplication(application);
    if (others.length >= mostCredentials) {
      throw badRequest(`An application has at most ${mostCredentials} federated credentials.`);
    }
    const { organizationId, id: applicationId } = application;
    const wanted = requireFree(requireDeclared(declared), others);
    const credential = { organizationId, applicationId, id: newId(), ...wanted, createdAt: command.at };
    await federatedCredentials.insert(credential);
    await recordCredentialChange(tables, command, 'Create', credential);
    return credential;
  });
}

/** Replaces all that is said of it: what is left out is lost. @throws GatehouseError as `createCredential`. */
export function replaceCredential(
  store: Store,
  command: Manage,
  id: string,
  declared: CredentialDeclaration,
): Promise<FederatedCredential> {
  return store.transaction(async (tables) => {
    const application = await requireTrusting(tables, command);
    const before = await loadCredential(tables, command.permitted, application.id, id);
    const others = await tables.federatedCredentials.ofApplication(application);
    const wanted = requireDeclared(declared);
    requireFree(
      wanted,
      others.filter((one) => one.id !== before.id),
    );
    const after = { ...before, ...wanted };
    await tables.federatedCredentials.replace(after);
    await recordCredentialChange(tables, command, 'Update', after);
    return after;
  });
}

/** Nobody is let in with it any more; tokens that were issued before stay good. @throws GatehouseError NotFound. */
export function deleteCredential(store: Store, command: Manage, id: string): Promise<void> {
  return store.transaction(async (tables) => {
    const credential = await loadCredential(tables, command.permitted, command.applicationId, id);
    await tables.federatedCredentials.delete(credential);
    await recordCredentialChange(tables, command, 'Delete', credential);
  });
}

/** The application, if others may be trusted to vouch for it, and the actor may decide so. */
async function requireTrusting(tables: Tables, { permitted, applicationId }: Manage): Promise<RegisteredApplication> {
  const application = await requireApplication(tables, permitted, applicationId);
  if (!application.isConfidential) throw badRequest('Only a confidential application has federated credentials.');
  // Anyone who is vouched for has what the application has.
  await requireToGive(
    tables,
    permitted,
    application.scopes.map(({ name }) => name),
  );
  return application;
}

async function requireApplication(
  { applicationRegistry }: Stored,
  { organizationId }: Permitted,
  id: string,
): Promise<RegisteredApplication> {
  const found = await findApplication(applicationRegistry, organizationId, id);
  if (!found) throw notFound('Client not found in partition');
  return found;
}

function requireFree(wanted: CredentialDeclaration, others: readonly FederatedCredential[]): CredentialDeclaration {
  if (!others.some(({ name }) => canonical(name) === canonical(wanted.name))) return wanted;
  const text = `The application has a federated credential with the name '${wanted.name}' already.`;
  throw invalidMember('Name', text);
}

async function recordCredentialChange(
  tables: Pick<Tables, 'audit'>,
  command: Manage,
  change: 'Create' | 'Update' | 'Delete',
  { applicationId, id, name, issuer, audience, subject }: FederatedCredential,
): Promise<void> {
  const action = `${change}FederatedCredential` as const;
  await recordApplicationChange(tables, command, action, applicationId, {
    credentialId: id,
    name,
    issuer,
    audience,
    subject,
  });
}
