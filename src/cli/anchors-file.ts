import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Anchor, readAnchor, spellAnchor } from '../directory/audit/anchor.ts';
import { StartupError } from '../errors.ts';
import { syncFolder } from '../sync-folder.ts';

// A file of anchors: one on each line. Lines that begin with # are comments.

/**
 * The anchors in the file; none when there is no such file.
 *
 * @throws StartupError when it cannot be read, or a line is not an anchor.
 */
export function readAnchorsFile(file: string): readonly Anchor[] {
  if (!existsSync(file)) return [];
  return readLines(file)
    .map((text, index) => ({ text: text.trim(), number: index + 1 }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'))
    .map(({ text, number }) => {
      const anchor = readAnchor(text);
      if (anchor) return anchor;
      throw new StartupError(`${file}, line ${number}: this is not an anchor, which is ORGANIZATION:SEQUENCE:HASH.`);
    });
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    throw new StartupError(`The file of anchors ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/**
 * Replaces the anchors in the file by these, atomically, and also when the power fails: an empty file has no anchors,
 * and nothing would say that the logs are held against none.
 *
 * @throws StartupError when it cannot be written.
 */
export function writeAnchorsFile(file: string, anchors: readonly Anchor[], now: number): void {
  const head = `# Ends of the audit logs at ${new Date(now).toISOString()}: ORGANIZATION:SEQUENCE:HASH`;
  const draft = `${file}.new`;
  try {
    rmSync(draft, { force: true });
    writeFileSync(draft, [head, ...anchors.map(spellAnchor), ''].join('\n'), { flag: 'wx', flush: true });
    renameSync(draft, file);
    syncFolder(dirname(file));
  } catch (error) {
    throw new StartupError(`The file of anchors ${file} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}
