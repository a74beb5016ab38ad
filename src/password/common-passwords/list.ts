import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { hasPiledAccents } from '../../directory/piled-accents.ts';

export const listFile = new URL('./list.txt.gz', import.meta.url);

/** Passwords that differ in letter case or width alone are the same guess. */
export const asCompared = (password: string): string =>
  (hasPiledAccents(password) ? password : password.normalize('NFKC')).toLowerCase();

/** The most common passwords, as they are compared. */
export const readList = (): readonly string[] =>
  gunzipSync(readFileSync(listFile)).toString('utf8').replace(/\n$/, '').split('\n');
