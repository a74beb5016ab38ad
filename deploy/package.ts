import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, resolve } from 'node:path';

// `npm pack` runs this first. Node reads no TypeScript below node_modules, so the package carries `lib`: the files of `src`, line
// by line the same, without their types and with the names that they have then. What is not program goes along as it is.

const root = resolve(import.meta.dirname, '..');
const lib = join(root, 'lib');

/** Tests, and what they share. */
const leftOut = [
  '**/*.test.ts',
  '**/*.fixture.ts',
  '**/*.jsonl',
  '**/*.d.ts',
  '**/tsconfig.json',
  'password/common-passwords/make-list.ts',
];

rmSync(lib, { recursive: true, force: true });
for (const { parentPath, name } of globSync('**/*', {
  cwd: join(root, 'src'),
  withFileTypes: true,
  exclude: leftOut,
}).filter((entry) => entry.isFile())) {
  const source = join(parentPath, name);
  const target = join(lib, source.slice(join(root, 'src/').length)).replace(/\.ts(?:\.js)?$/, '.js');
  mkdirSync(dirname(target), { recursive: true });
  if (/\.[jt]s$/.test(name)) writeFileSync(target, withoutTypes(readFileSync(source, 'utf8')));
  else cpSync(source, target);
}

/** Every text that ends so is the name of a module, but for the ending itself. */
function withoutTypes(source: string): string {
  return stripTypeScriptTypes(source).replaceAll(/(?<=\w)\.ts(?=['"`])/g, '.js');
}
