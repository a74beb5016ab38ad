import { GatehouseError } from '../errors.ts';

/** The code of a failure, out of a closed list; of a refused password, that of the first rule. */
export function failureCode(error: unknown): string {
  if (!(error instanceof GatehouseError)) return 'Internal';
  const { failure } = error;
  return failure.code === 'IdentityFailure' ? (failure.errors[0]?.code ?? failure.code) : failure.code;
}

/** Whether work has failed. What it threw can be anything, also undefined. */
export const hasFailed = (ended: object): boolean => 'error' in ended;
