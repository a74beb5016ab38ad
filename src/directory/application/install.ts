import { conflict, invalidMember, notFound } from '../../errors.ts';
import { isResourceName } from '../api-resource.ts';
import type { ApplicationScope } from '../application.ts';
import { hashSecret } from '../application.ts';
import type { Command } from '../command.ts';
import { candidateIds, storedId } from '../identifier.ts';
import { asKept, nameProblem } from '../name.ts';
import { hostId } from '../organization.ts';
import type { Permitted } from '../permission.ts';
import { standardScopes } from '../scope.ts';
import type { Store, Tables } from '../store.ts';
import { describeApplication, recordApplicationChange, removeApplication } from './manage.ts';
import type { RegisteredApplication } from './registry.ts';

/** A client as the installer of another product declares it. */
export interface ClientDeclaration {
  readonly id: string;
  readonly name: string;
  /** Made by the installer. */
  readonly secrets: readonly string[];
  readonly grantTypes: readonly string[];
  readonly scopes: readonly string[];
  readonly accessTokenSeconds: number | undefined;
}

/** A client that an installer has registered. */
export interface InstalledClient {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly accessTokenSeconds: number | undefined;
}

/** Four days: what the installers of the original ask for. */
const longestSeconds = 345_600;

const most = { secrets: 10, scopes: 100, name: 256 };

/**
 * Registers a client of the host. Its scopes are names of the product that it comes with: they stand in its tokens and
 * open nothing here. Those that say who a person is are left out, because people sign in to no client without an address.
 *
 * @throws GatehouseError ValidationFailed, or Conflict when the id is taken.
 */
export function installClient(
  store: Store,
  command: Command<'client.register'>,
  declaration: ClientDeclaration,
): Promise<InstalledClient> {
  const name = asKept(declaration.name);
  requireClient({ ...declaration, name });
  const { secrets, accessTokenSeconds } = declaration;
  const id = storedId(declaration.id);
  const names = [...new Set(declaration.scopes)].filter((scope) => !standardScopes.includes(scope));
  const scopes = names.map((scope): ApplicationScope => ({ name: scope, type: 'application' }));
  const facts = { isConfidential: true, isInstalled: true, isActive: true, redirectUris: [], accessTokenSeconds };
  const application = { ...facts, organizationId: hostId, id, name, createdAt: command.at };
  return store.transaction(async (tables) => {
    if ((await tables.subjects.taken([id])).size > 0) throw conflict('The client id is taken.');
    if (await isResourceName(tables, id)) throw conflict('The client id is the name of an API.');
    await tables.applications.insert(application, scopes);
    for (const hash of new Set(secrets.map(hashSecret))) {
      const secret = { hash, description: null, createdAt: command.at, expiresAt: null };
      await tables.applications.insertSecret(application, secret);
    }
    await recordApplicationChange(
      tables,
      command,
      'Create',
      id,
      describeApplication({ ...application, scopes, secrets: [] }),
    );
    return { id, name, scopes: names, accessTokenSeconds };
  });
}

/** @throws GatehouseError NotFound for what no installer has registered. */
export async function loadInstalledClient(
  tables: Pick<Tables, 'applications' | 'applicationRegistry'>,
  _: Permitted<'client.read'>,
  id: string,
): Promise<InstalledClient> {
  const { name, scopes, accessTokenSeconds, ...found } = await findInstalled(tables, id);
  return { id: found.id, name, scopes: scopes.map((scope) => scope.name), accessTokenSeconds };
}

/** @throws GatehouseError NotFound for what no installer has registered. */
export function deleteInstalledClient(store: Store, command: Command<'client.register'>, id: string): Promise<void> {
  return store.bulk(async (tables) => removeApplication(tables, command, await findInstalled(tables, id)));
}

async function findInstalled(
  { applications, applicationRegistry }: Pick<Tables, 'applications' | 'applicationRegistry'>,
  id: string,
): Promise<RegisteredApplication & Pick<InstalledClient, 'accessTokenSeconds'>> {
  for (const candidate of candidateIds(id)) {
    const application = await applications.findByClientId(candidate);
    const registered = application?.isInstalled ? await applicationRegistry.find(hostId, candidate) : undefined;
    if (registered) return { ...registered, accessTokenSeconds: application?.accessTokenSeconds };
  }
  throw notFound('The client was not found.');
}

const printable = /^[!-~]+$/;

function requireClient({ id, name, secrets, grantTypes, scopes, accessTokenSeconds }: ClientDeclaration): void {
  if (!/^[!-.0-9;-~]{1,100}$/.test(id))
    refuse('ClientId', 'The ClientId has 1 to 100 characters, none of them a blank, / or :.');
  if (name === '' || name.length > most.name || nameProblem(name))
    refuse('ClientName', `The ClientName has 1 to ${most.name} characters, all of them visible.`);
  if (secrets.length === 0 || secrets.length > most.secrets)
    refuse('ClientSecrets', `A client has 1 to ${most.secrets} secrets.`);
  // What is stored of a secret is a fast hash, so that a shorter one could be guessed.
  if (!secrets.every((secret) => secret.length >= 32 && secret.length <= 100 && printable.test(secret))) {
    refuse('ClientSecrets', 'A secret has 32 to 100 printable ASCII characters.');
  }
  if (!grantTypes.includes('client_credentials')) {
    refuse('AllowedGrantTypes', 'A client that is registered here uses the grant client_credentials.');
  }
  if (scopes.length > most.scopes || !scopes.every((scope) => /^[!#-[\]-~]{1,256}$/.test(scope))) {
    refuse('AllowedScopes', `A client has at most ${most.scopes} scopes, without blanks and quotes.`);
  }
  if (accessTokenSeconds !== undefined && (accessTokenSeconds < 1 || accessTokenSeconds > longestSeconds)) {
    refuse('AccessTokenLifetime', `The AccessTokenLifetime is 1 to ${longestSeconds} seconds.`);
  }
}

function refuse(key: string, problem: string): never {
  throw invalidMember(key, problem);
}
