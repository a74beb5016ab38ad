import { conflict, invalidMember, notFound } from '../../errors.ts';
import { hashSecret, isOver, newSecret } from '../application.ts';
import type { Command } from '../command.ts';
import { asKept, textProblem } from '../name.ts';
import { requireToGive } from '../standing.ts';
import type { Store, Tables } from '../store.ts';
import { loadApplication, recordApplicationChange } from './manage.ts';
import type { RegisteredApplication, RegisteredSecret } from './registry.ts';
import { provesWithKeys } from './relying-party.ts';

/** Enough for one secret in use, one to come, and some forgotten. */
const mostSecrets = 50;
const longestDescription = 256;

export interface SecretWish {
  readonly description: string | null;
  /** Epoch milliseconds; null: it does not expire. */
  readonly expiresAt: number | null;
}

/** A secret with its value, which is told this once. */
export type NewSecret = RegisteredSecret & { readonly secret: string };

type Keep = Command<'application.secret'>;

/** One more secret; those that are there stay valid. Its value is returned only this once. */
export async function generateSecret(
  store: Store,
  command: Keep,
  applicationId: string,
  asked: SecretWish,
): Promise<NewSecret> {
  const wish = requireWish(asked, command.at);
  const secret = newSecret();
  return await store.transaction(async (tables) => {
    const application = await loadSecretOwner(tables, command, applicationId);
    const made = await addSecret(tables, command, application, secret, wish);
    await recordApplicationChange(tables, command, 'GenerateSecret', application.id, { secretId: made.id, ...wish });
    return made;
  });
}

/** It is of no use from then on. */
export function deleteSecret(store: Store, command: Keep, secretId: number): Promise<void> {
  return store.transaction(async (tables) => {
    const deleted = await tables.applicationRegistry.deleteSecret(command.permitted.organizationId, secretId);
    if (!deleted) throw secretNotFound();
    const { applicationId, description } = deleted;
    await recordApplicationChange(tables, command, 'DeleteSecret', applicationId, { secretId, description });
  });
}

export const secretNotFound = () => notFound('The secret was not found.');

/** The wish as it will be kept. @throws GatehouseError ValidationFailed. */
export function requireWish({ description: asked, expiresAt }: SecretWish, at: number): SecretWish {
  const description = asKept(asked ?? '');
  const isTooLong = description.length > longestDescription;
  const length = `must be a string with a maximum length of ${longestDescription}`;
  const problem = isTooLong ? length : textProblem(description);
  refuse('Description', problem !== undefined, `The field Description ${problem}.`);
  refuse('ExpiryTime', expiresAt !== null && expiresAt <= at, 'The ExpiryTime must be in the future.');
  return { description: description || null, expiresAt };
}

/**
 * An application to which the caller may give a secret: anyone who has one has what the application has.
 *
 * @throws GatehouseError NotFound, ValidationFailed where a secret would be worth nothing, or ScopeMissing.
 */
export async function loadSecretOwner(tables: Tables, { permitted }: Keep, id: string): Promise<RegisteredApplication> {
  const application = await loadApplication(tables, permitted, id);
  refuse('ClientId', !application.isConfidential, 'Only a confidential application has secrets.');
  const isSigner = provesWithKeys(application);
  refuse('ClientId', isSigner, 'The application proves itself with its keys: a secret would be worth nothing.');
  await requireToGive(
    tables,
    permitted,
    application.scopes.map((scope) => scope.name),
  );
  return application;
}

/** @throws GatehouseError Conflict when there is no room for another one. What is over makes room. */
export async function addSecret(
  tables: Tables,
  { at }: Keep,
  application: RegisteredApplication,
  secret: string,
  { description, expiresAt }: SecretWish,
): Promise<NewSecret> {
  const over = application.secrets.filter((one) => isOver(one, at));
  if (application.secrets.length - over.length >= mostSecrets) {
    throw conflict(`The application has ${mostSecrets} secrets already.`);
  }
  for (const { id } of application.secrets.length < mostSecrets ? [] : over) {
    await tables.applicationRegistry.deleteSecret(application.organizationId, id);
  }
  const stored = { hash: hashSecret(secret), description, createdAt: at, expiresAt };
  const id = await tables.applications.insertSecret(application, stored);
  return { id, description, createdAt: at, expiresAt, lastUsedAt: null, replacedAt: null, secret };
}

export function refuse(key: string, isRefused: boolean, text: string): void {
  if (isRefused) throw invalidMember(key, text);
}
