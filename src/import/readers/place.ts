import type { InputFile } from '../reader.ts';

/** What positions in a file begin with: its name where there are several. */
export const placeIn = (files: readonly InputFile[], file: InputFile): string =>
  files.length > 1 ? `${file.name} ` : '';
