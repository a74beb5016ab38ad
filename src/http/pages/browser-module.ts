import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename, dirname, resolve } from 'node:path';

/** A script as a browser takes it. */
interface BrowserModule {
  readonly name: string;
  readonly source: string;
}

/**
 * A TypeScript module and all that it imports, for browsers: without types, and with the names under which `publish`
 * serves them. So a browser runs the very file that the server runs, and not a copy.
 */
export function publishModule(file: string, publish: (module: BrowserModule) => string): string {
  const done = new Map<string, string>();
  const visit = (path: string): string => {
    const known = done.get(path);
    if (known !== undefined) return known;
    const plain = withoutTypes(readFileSync(path, 'utf8'));
    const source = plain.replaceAll(
      /(?<=\bfrom\s*')\.[^']+(?=')/g,
      (specifier) => `./${visit(resolve(dirname(path), specifier))}`,
    );
    const name = publish({ name: `${basename(path, '.ts')}.js`, source });
    done.set(path, name);
    return name;
  };
  return visit(file);
}

/** Node calls the function experimental, and says so on the operator's screen; the tests would notice if it changed. */
function withoutTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
