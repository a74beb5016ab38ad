import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeTurns } from '../../../turns.ts';
import { AssetFolder, lazily } from '../asset-folder.ts';
import { browserModule } from '../browser-module.ts';

/** The names under which the page of the API finds what it is made of: Swagger UI, and what is ours. */
export interface PageFiles {
  /** In the order in which they count. */
  readonly styles: readonly string[];
  readonly library: string;
  readonly script: string;
  /** The script of the page to which a code comes. */
  readonly callback: string;
  readonly folder: AssetFolder;
}

const pages = join(import.meta.dirname, '..');

async function loadPageFiles(): Promise<PageFiles> {
  const folder = new AssetFolder();
  const publish = async (name: string, url: string) => {
    await takeTurns();
    return folder.publish(name, readFileSync(fileURLToPath(url)));
  };
  return {
    styles: [
      await publish('swagger-ui.css', import.meta.resolve('swagger-ui-dist/swagger-ui.css')),
      folder.publish('api.css', readFileSync(join(pages, 'assets/api.css'))),
    ],
    library: await publish('swagger-ui.js', import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js')),
    script: folder.publish('api.js', await browserModule(join(pages, 'browser/api.ts'))),
    callback: await publish('oauth2-redirect.js', import.meta.resolve('swagger-ui-dist/oauth2-redirect.js')),
    folder,
  };
}

/** Two megabytes that most starts never need: read when the first asks for the page. */
export const loadedPageFiles = lazily(loadPageFiles);
