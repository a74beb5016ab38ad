/** `did you mean X?` when one of the known names is near to the name, else the list of them after `introduction`. */
export function suggestion(name: string, known: readonly string[], introduction: string): string {
  const nearest = nearestTo(name, known);
  return nearest === undefined ? `${introduction} ${known.join(', ')}` : `did you mean ${nearest}?`;
}

/** What is said behind a sentence about a name that is unknown; nothing where no other was probably meant. */
export const didYouMean = (meant: string | undefined): string => (meant === undefined ? '' : ` Did you mean ${meant}?`);

/** The known name that was probably meant: near enough, and nearer than the others. */
export function nearestTo(name: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter((one) => one.distance <= Math.max(1, one.candidate.length / 3))
    .sort((one, other) => one.distance - other.distance);
  return nearest?.candidate;
}

/** How many letters must be put in, left out, replaced or exchanged with the next to make one word the other (Damerau). */
function distance(one: string, other: string): number {
  const [letters, candidates] = [[...one], [...other]];
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: candidates.length + 1 }, (_, index) => index);
  for (const [index, letter] of letters.entries()) {
    const next = [index + 1];
    for (const [column, candidate] of candidates.entries()) {
      const replaced = (row[column] ?? 0) + (letter === candidate ? 0 : 1);
      const isExchanged = column > 0 && letter === candidates[column - 1] && letters[index - 1] === candidate;
      const exchanged = isExchanged ? (before[column - 1] ?? 0) + 1 : replaced;
      next.push(Math.min(replaced, exchanged, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row.at(-1) ?? 0;
}
