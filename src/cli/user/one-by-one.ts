import { stoppedInPart } from '../exit-code.ts';

/**
 * Does the work for each of several, one after the other, and says of each what was done.
 *
 * @throws what the work throws; of a store that stops it after the first one, without a word that nothing was changed.
 */
export async function oneByOne<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  for (const [index, one] of all.entries()) {
    try {
      await work(one);
    } catch (error) {
      throw index === 0 ? error : stoppedInPart(error, 'What is said above is done: try again with the others.');
    }
  }
}
