import { canonical } from '../directory/canonical.ts';
import { requireDistinct } from './distinct.ts';
import { readDocument, readText } from './document.ts';
import { organization } from './organization.ts';
import { list, objectOf, type ReadBy, required } from './shape.ts';

const shape = objectOf('the file', { organizations: required(list(organization)) });

/** What a seed file declares, complete and free of contradictions within itself. */
export type Seed = ReadBy<typeof shape>;

/**
 * Reads a seed file.
 *
 * @throws StartupError naming the file, the line, the place in it, what is wrong and what would be right.
 */
export function readSeed(file: string): Seed {
  return parseSeed(readText('seed file', file), file);
}

/** As `readSeed`, of a text that is at hand. `file` is its name in errors. */
export function parseSeed(text: string, file: string): Seed {
  const { value, root } = readDocument(text, file);
  const seed = shape(value, root);
  requireDistinct(seed.organizations, 'id');
  requireDistinct(seed.organizations, 'name', canonical);
  // OAuth requests name the client but no organization, so a client id is unique across all of them.
  requireDistinct(
    seed.organizations.flatMap(({ applications }) => applications),
    'id',
  );
  return seed;
}
