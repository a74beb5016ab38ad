import { inspect } from 'node:util';
import { GatehouseError, isUnavailable } from '../errors.ts';

/**
 * Throws `error` when `record` has written down what there is to say of it. When that goes wrong, the answer tells
 * neither: nobody learns from a failure that leaves no record. The log tells both. A store that was at fault before says
 * nothing of a password: that error is thrown in any case, because it may say that nobody knows what became of a change.
 */
export async function failAfter(error: unknown, record: () => Promise<unknown>): Promise<never> {
  try {
    await record();
  } catch (unrecorded) {
    if (isUnavailable(error)) throw error;
    const both = new Error(`This could not be recorded: ${inspect(error)}`, { cause: unrecorded });
    const isLost = unrecorded instanceof GatehouseError && isUnavailable(unrecorded);
    throw new GatehouseError(isLost ? unrecorded.failure : { code: 'Internal' }, both);
  }
  throw error;
}
