/** `did you mean X?` when one of the known names is near to the name, else the list of them after `introduction`. */
export function suggestion(name: string, known: readonly string[], introduction: string): string {
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter((one) => one.distance <= Math.max(1, one.candidate.length / 3))
    .sort((one, other) => one.distance - other.distance);
  return nearest ? `did you mean ${nearest.candidate}?` : `${introduction} ${known.join(', ')}`;
}

/** How many letters must be put in, left out or replaced to make one word the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [column, candidate] of [...other].entries()) {
      const replaced = (row[column] ?? 0) + (letter === candidate ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
