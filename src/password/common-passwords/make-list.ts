/**
 * Makes `list.txt.gz`, which is in the repository: `npm run common-passwords -- FILE`. The file has passwords by how many people
 * use them, one a line; where it comes from says `NOTICE.md`. The most common ones are taken, in lower case, and those of
 * `@zxcvbn-ts/language-common` that are not among them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { dictionary } from '@zxcvbn-ts/language-common';
import { asCompared, listFile } from './list.ts';

const mostCommon = 125_000;

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('The file of passwords is missing: npm run common-passwords -- FILE');
const ranked = readFileSync(file, 'utf8').split(/\r?\n/).map(asCompared).filter(Boolean);
const list = new Set([...new Set(ranked)].slice(0, mostCommon));
for (const password of dictionary['passwords-common']) list.add(asCompared(password));
writeFileSync(listFile, gzipSync(`${[...list].sort().join('\n')}\n`, { level: 9 }));
process.stdout.write(`${list.size} passwords\n`);
