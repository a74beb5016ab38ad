import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, resolve } from 'node:path';

/**
 * A TypeScript module and all that it imports, for browsers: without types, and as one, because a browser takes longer to fetch
 * many, some only when it has read others, than for all that they do. It runs the very code that the server runs, and not a copy.
 *
 * @throws when one of them imports or exports something in another way than by its name, where it is declared.
 */
export function browserModule(file: string): string {
  const functions: string[] = [];
  const names = new Map<string, string>();
  const read = (path: string) => {
    const exported: string[] = [];
    const body = withoutTypes(readFileSync(path, 'utf8'))
      .replaceAll(namedImport, (_, imported: string, specifier: string) => {
        return `const {${imported.replaceAll(' as ', ': ')}} = ${visit(resolve(dirname(path), specifier))};`;
      })
      .replaceAll(namedExport, (_, declaration: string, name: string) => {
        exported.push(name);
        return declaration;
      });
    const other = /^(?:import|export)\b.*$/m.exec(body)?.[0];
    if (other !== undefined) throw new Error(`${path} is not for browsers, because of this: ${other}`);
    return { body, exported };
  };
  /** Returns the name under which the modules that follow find what this one exports. */
  const visit = (path: string): string => {
    const known = names.get(path);
    if (known !== undefined) return known;
    const { body, exported } = read(path);
    const name = `module${names.size}`;
    functions.push(`const ${name} = (() => {\n${body}\nreturn { ${exported.join(', ')} };\n})();\n`);
    names.set(path, name);
    return name;
  };
  const { body } = read(file);
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
