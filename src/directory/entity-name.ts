import { conflict, type GatehouseError, invalidMember } from '../errors.ts';
import { asKept, nameProblem, textProblem } from './name.ts';

const maxLength = 256;

/**
 * A name for a group, a robot account or an application as it will be kept.
 *
 * @throws GatehouseError ValidationFailed when it is empty, too long, or holds what nobody sees.
 */
export const requireEntityName = (name: string | null): string => required(name, 'Name', nameProblem);

/** A display name as it will be kept. @throws GatehouseError as `requireEntityName`. */
export const requireDisplayName = (name: string): string => required(name, 'DisplayName', textProblem);

function required(given: string | null, field: string, problemOf: (name: string) => string | undefined): string {
  const name = asKept(given ?? '');
  if (name === '') throw invalidMember(field, `The ${field} field is required.`);
  if (name.length > maxLength) {
    throw invalidMember(field, `The field ${field} must be a string with a maximum length of ${maxLength}.`);
  }
  const problem = problemOf(name);
  if (problem !== undefined) throw invalidMember(field, `The field ${field} ${problem}.`);
  return name;
}

export const changedMeanwhile = (): GatehouseError =>
  conflict('Somebody else has changed it in the meantime. Read it again.');
