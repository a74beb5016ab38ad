import { GatehouseError } from '../errors.ts';

/** How work ended, in one word of a closed list: the code of its failure, and of a refusal its first rule. */
export function failureCode(error: unknown): string {
  if (!(error instanceof GatehouseError)) return 'Internal';
  const { failure } = error;
  return failure.code === 'IdentityFailure' ? (failure.errors[0]?.code ?? failure.code) : failure.code;
}

/** Whether the work has failed. What it threw may be anything. */
export const hasFailed = (ended: object): boolean => 'error' in ended;
