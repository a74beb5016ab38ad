import { isOver, newSecret } from '../application.ts';
import type { Command } from '../command.ts';
import type { Store } from '../store.ts';
import { recordApplicationChange } from './manage.ts';
import type { RegisteredSecret } from './registry.ts';
import {
  addSecret,
  loadSecretOwner,
  type NewSecret,
  refuse,
  requireWish,
  type SecretWish,
  secretNotFound,
} from './secret.ts';

/** Three months: long enough for what is brought out once a quarter. */
export const longestOverlapHours = 2160;

/** For how long what is replaced stays good, unless the caller says otherwise. */
export const usualOverlapHours = 24;

const hourMs = 60 * 60_000;

interface Rotation extends SecretWish {
  /** For how long what is replaced stays good; 0: it ends at once. */
  readonly overlapHours: number;
  /** The secret that is replaced; null: all of them. */
  readonly replacedId: number | null;
}

export interface RotatedSecret extends NewSecret {
  /** Those in whose place it is, with the ends that they have now. */
  readonly replaced: readonly RegisteredSecret[];
}

/**
 * One more secret in place of others, which stay good for a while, so that their holder can go over to it without an
 * outage. One that was to end earlier still does.
 *
 * @throws GatehouseError NotFound, ValidationFailed, Conflict or ScopeMissing.
 */
export async function rotateSecret(
  store: Store,
  command: Command<'application.secret'>,
  applicationId: string,
  { overlapHours, replacedId, ...asked }: Rotation,
): Promise<RotatedSecret> {
  const wish = requireWish(asked, command.at);
  const isLength = overlapHours >= 0 && overlapHours <= longestOverlapHours;
  refuse('OverlapHours', !isLength, `The field OverlapHours must be between 0 and ${longestOverlapHours}.`);
  const secret = newSecret();
  return await store.transaction(async (tables) => {
    const application = await loadSecretOwner(tables, command, applicationId);
    const good = application.secrets.filter((one) => !isOver(one, command.at));
    const meant = good.filter(({ id }) => replacedId === null || id === replacedId);
    if (replacedId !== null && meant.length === 0) throw secretNotFound();
    const made = await addSecret(tables, command, application, secret, wish);
    const replaced = meant.map((one) => endingAt(one, command.at, overlapHours));
    for (const one of replaced) await tables.applicationRegistry.endSecret(application.organizationId, one);
    await recordApplicationChange(tables, command, 'RotateSecret', application.id, {
      ...{ secretId: made.id, ...wish, overlapHours },
      replaced: replaced.map(({ id, expiresAt }) => ({ secretId: id, expiresAt })),
    });
    return { ...made, replaced };
  });
}

/** The secret as it is once another one has taken its place. */
export const endingAt = (secret: RegisteredSecret, at: number, overlapHours: number): RegisteredSecret => ({
  ...secret,
  expiresAt: Math.min(secret.expiresAt ?? Number.POSITIVE_INFINITY, at + overlapHours * hourMs),
  replacedAt: secret.replacedAt ?? at,
});
