/**
 * A number that a variable or an option gives to a measurement or to a long test. What is none would be NaN there: nothing is
 * done then, and nothing fails.
 *
 * @throws Error when it is no whole number from the least one on.
 */
export function readCount(name: string, text: string | number, least = 1): number {
  const count = /^\d+$/.test(String(text)) ? Number(text) : Number.NaN;
  if (!(count >= least)) throw new Error(`${name} is a whole number from ${least} on, not "${text}".`);
  return count;
}
