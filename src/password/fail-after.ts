import { inspect } from 'node:util';
import { GatehouseError } from '../errors.ts';

/**
 * Throws `error` when `record` has written down what there is to say of it. When that goes wrong, the answer tells
 * neither: nobody learns from a failure that leaves no record. The log tells both.
 */
export async function failAfter(error: unknown, record: () => Promise<unknown>): Promise<never> {
  try {
    await record();
  } catch (unrecorded) {
    const isLost = unrecorded instanceof GatehouseError && unrecorded.failure.code === 'Unavailable';
    const both = new Error(`This could not be recorded: ${inspect(error)}`, { cause: unrecorded });
    throw new GatehouseError({ code: isLost ? 'Unavailable' : 'Internal' }, both);
  }
  throw error;
}
