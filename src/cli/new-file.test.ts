import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../../test/support/folder.ts';
import { StartupError } from '../errors.ts';
import { writeNewFile } from './new-file.ts';

describe('a new file of a command', () => {
  it('is refused in one sentence where a file stands in the place of its folder', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'mine'), 'mine');
    const file = join(folder.path, 'mine', 'people.jsonl');
    const refusal = new StartupError(`The file ${file} cannot be written (ENOTDIR).`);
    await assert.rejects(writeNewFile(file, Readable.from(['a line'])), refusal);
  });
});
