import { GatehouseError } from '../../errors.ts';
import { hashSecret, newSecret } from '../application.ts';
import type { Command } from '../command.ts';
import { requirePassOn } from '../permission/pass-on.ts';
import type { Store } from '../store.ts';
import { loadApplication, recordApplicationChange } from './manage.ts';
import type { RegisteredSecret } from './registry.ts';
import { provesWithKeys } from './relying-party.ts';

/** Enough for one secret in use, one to come, and some forgotten. */
const mostSecrets = 50;
const longestDescription = 256;

interface SecretWish {
  readonly description: string | null;
  /** Epoch milliseconds; null: it does not expire. */
  readonly expiresAt: number | null;
}

/** One more secret; those that are there stay valid. Its value is returned only this once. */
export async function generateSecret(
  store: Store,
  command: Command<'application.secret'>,
  applicationId: string,
  { description, expiresAt }: SecretWish,
): Promise<RegisteredSecret & { readonly secret: string }> {
  const { permitted, at } = command;
  refuse(
    'Description',
    description !== null && description.length > longestDescription,
    `The field Description must be a string with a maximum length of ${longestDescription}.`,
  );
  refuse('ExpiryTime', expiresAt !== null && expiresAt <= at, 'The ExpiryTime must be in the future.');
  const secret = newSecret();
  return await store.transaction(async (tables) => {
    const application = await loadApplication(tables, permitted, applicationId);
    refuse('ClientId', !application.isConfidential, 'Only a confidential application has secrets.');
    const isSigner = provesWithKeys(application);
    refuse('ClientId', isSigner, 'The application proves itself with its keys: a secret would be worth nothing.');
    // Anyone who has a secret of the application has what the application has.
    requirePassOn(
      permitted,
      application.scopes.map((scope) => scope.name),
    );
    if (application.secrets.length >= mostSecrets) {
      throw new GatehouseError({ code: 'Conflict', detail: `The application has ${mostSecrets} secrets already.` });
    }
    const stored = { hash: hashSecret(secret), description, createdAt: at, expiresAt };
    const id = await tables.applications.insertSecret(application, stored);
    await recordApplicationChange(tables, command, 'GenerateSecret', application.id, {
      secretId: id,
      description,
      expiresAt,
    });
    return { id, description, createdAt: at, expiresAt, secret };
  });
}

/** It is of no use from then on. */
export function deleteSecret(store: Store, command: Command<'application.secret'>, secretId: number): Promise<void> {
  return store.transaction(async (tables) => {
    const deleted = await tables.applicationRegistry.deleteSecret(command.permitted.organizationId, secretId);
    if (!deleted) throw new GatehouseError({ code: 'NotFound', detail: 'The secret was not found.' });
    const { applicationId, description } = deleted;
    await recordApplicationChange(tables, command, 'DeleteSecret', applicationId, { secretId, description });
  });
}

function refuse(key: string, isRefused: boolean, text: string): void {
  if (isRefused) throw new GatehouseError({ code: 'ValidationFailed', errors: { [key]: [text] } });
}
