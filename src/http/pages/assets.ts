import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeTurns } from '../../turns.ts';
import { AssetFolder, lazily } from './asset-folder.ts';
import { browserModule } from './browser-module.ts';

export interface Assets {
  readonly style: string;
  readonly script: string;
  readonly logo: string;
  /** The strength estimator, for a thread of the browser. */
  readonly estimator: string;
  /** What the pages of the console have besides. */
  readonly consoleStyle: string;
  readonly htmx: string;
  readonly folder: AssetFolder;
}

const here = import.meta.dirname;

/** In the order in which they count; browsers get them as one. */
const styleSheets = ['base.css', 'layout.css', 'form.css', 'message.css', 'password.css', 'list.css'];

/** The same for the console. */
const consoleStyleSheets = ['console.css', 'console-application.css', 'console-settings.css'];

async function loadAssets(): Promise<Assets> {
  const folder = new AssetFolder();
  const read = (name: string) => readFileSync(join(here, 'assets', name));
  const gate = folder.publish('gate.svg', read('gate.svg'));
  return {
    style: folder.publish('style.css', styleSheets.map(read).join('\n').replace('gate.svg', gate)),
    script: folder.publish('page.js', await browserModule(join(here, 'browser/page.ts'))),
    logo: folder.publish('logo.svg', read('logo.svg')),
    estimator: folder.publish('strength.js', await estimatorScript()),
    consoleStyle: folder.publish('console.css', consoleStyleSheets.map(read).join('\n')),
    htmx: folder.publish('htmx.js', readFileSync(besideMain(import.meta.resolve('htmx.org'), 'htmx.min.js'))),
    folder,
  };
}

/** The packages bring a script for browsers beside the modules that are resolved here. */
const besideMain = (main: string, name: string): string => join(dirname(fileURLToPath(main)), name);

/** The scripts of the packages, in the order in which they run, and then what asks them. */
async function estimatorScript(): Promise<Buffer> {
  const packages = [
    import.meta.resolve('@zxcvbn-ts/core'),
    import.meta.resolve('@zxcvbn-ts/language-common'),
    import.meta.resolve('@zxcvbn-ts/language-en'),
  ];
  const asking = Buffer.from(`\n${await browserModule(join(here, 'browser/estimator.ts'))}`);
  await takeTurns();
  return Buffer.concat([...packages.map((main) => readFileSync(besideMain(main, 'zxcvbn-ts.js'))), asking]);
}

/** Most starts show no page, so they are read for the first one. */
export const loadedAssets = lazily(loadAssets);
