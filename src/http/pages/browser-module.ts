import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, resolve } from 'node:path';
import { takeTurns } from '../../turns.ts';

/**
 * A TypeScript module and all that it imports, for browsers: without types, and as one, because a browser takes longer to fetch
 * many, some only when it has read others, than for all that they do. It runs the very code that the server runs, and not a copy.
 * It is made in turns, module by module: of all of them, it takes longer than anybody may hold the event loop.
 *
 * @throws when one of them imports or exports something in another way than by its name, where it is declared.
 */
export async function browserModule(file: string): Promise<string> {
  const functions: string[] = [];
  const names = new Map<string, string>();
  const read = async (path: string) => {
    await takeTurns();
    const source = withoutTypes(readFileSync(path, 'utf8'));
    const imported = (specifier: string) => resolve(dirname(path), specifier);
    for (const [, , specifier = ''] of source.matchAll(namedImport)) await visit(imported(specifier));
    const exported: string[] = [];
    const body = source
      .replaceAll(namedImport, (_, members: string, specifier: string) => {
        return `const {${members.replaceAll(' as ', ': ')}} = ${names.get(imported(specifier))};`;
      })
      .replaceAll(namedExport, (_, declaration: string, name: string) => {
        exported.push(name);
        return declaration;
      });
    const other = /^(?:import|export)\b.*$/m.exec(body)?.[0];
    if (other !== undefined) throw new Error(`${path} is not for browsers, because of this: ${other}`);
    return { body, exported };
  };
  /** Gives it a name, under which the modules that follow find what it exports. */
  const visit = async (path: string): Promise<void> => {
    if (names.has(path)) return;
    const { body, exported } = await read(path);
    const name = `module${names.size}`;
    functions.push(`const ${name} = (() => {\n${body}\nreturn { ${exported.join(', ')} };\n})();\n`);
    names.set(path, name);
  };
  const { body } = await read(file);
  return functions.join('') + body;
}

const namedImport = /^import \{([^}]*)\} from '(\.[^']+)';/gm;
const namedExport = /^export ((?:async function|function|const|class) (\w+))/gm;

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
