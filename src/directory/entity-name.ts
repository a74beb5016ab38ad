import { GatehouseError } from '../errors.ts';

const maxLength = 256;

/**
 * A name for a group or a robot account as it will be kept.
 *
 * @throws GatehouseError ValidationFailed when it is empty, too long, or holds control characters.
 */
export function requireEntityName(name: string | null, field = 'Name'): string {
  if (name === null || name.trim() === '') throw invalid(field, `The ${field} field is required.`);
  if (name.length > maxLength) {
    throw invalid(field, `The field ${field} must be a string with a maximum length of ${maxLength}.`);
  }
  if (/\p{Cc}/u.test(name)) throw invalid(field, `The field ${field} must not contain control characters.`);
  // Half a surrogate pair cannot be kept, so it is replaced before the name is compared.
  return name.toWellFormed();
}

const invalid = (field: string, text: string): GatehouseError =>
  new GatehouseError({ code: 'ValidationFailed', errors: { [field]: [text] } });

export const conflict = (detail: string): GatehouseError => new GatehouseError({ code: 'Conflict', detail });

export const changedMeanwhile = (): GatehouseError =>
  conflict('Somebody else has changed it in the meantime. Read it again.');
