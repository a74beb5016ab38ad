import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };

// The browser of the tests and of the pictures. It comes with `npm ci`, so that a machine needs none of its own.

const run = promisify(execFile);

export interface Chromium {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Why this machine gets no browser, in a sentence. */
export interface NoChromium {
  readonly missing: string;
}

/** Where the browser is unpacked to: `npm ci` empties it, and every version has a folder of its own. */
const cache = resolve(import.meta.dirname, '../../node_modules/.cache');
const version = manifest.devDependencies['@sparticuz/chromium'];

/**
 * The Chromium that the variable `CHROMIUM` names, or else the one of the package `@sparticuz/chromium`, unpacked when it
 * is asked for the first time. Several processes may ask at once.
 */
export async function findChromium({ CHROMIUM, ...env } = process.env): Promise<Chromium | NoChromium> {
  if (CHROMIUM) return { executablePath: CHROMIUM, env };
  const machine = `${process.platform}-${process.arch}`;
  if (machine !== 'linux-x64') return { missing: `No package brings a browser for ${machine}.` };
  const folder = join(cache, `chromium-${version}`);
  if (!(await exists(folder))) await unpack(folder);
  return await whatStarts(folder, env);
}

/** With the machine's own libraries, or, where they are missing, with those that the package brings for such machines. */
async function whatStarts(folder: string, env: Chromium['env']): Promise<Chromium | NoChromium> {
  const executablePath = join(folder, 'chromium');
  const withFonts = { ...env, FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  const withLibraries = { ...withFonts, LD_LIBRARY_PATH: join(folder, 'al2023/lib') };
  let reason = '';
  for (const tried of [withFonts, withLibraries]) {
    try {
      await run(executablePath, ['--version'], { env: tried });
      return { executablePath, env: tried };
    } catch (error) {
      reason = (error as { stderr?: string }).stderr?.trim() || String(error);
    }
  }
  return { missing: `The browser of @sparticuz/chromium does not start here: ${reason.split('\n', 1)[0]}.` };
}

/** The folder appears when everything is in it; whoever comes second throws the own one away. */
async function unpack(folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const made = await mkdtemp(`${folder}-`);
  // The package unpacks to the folder for temporary files, and its libraries only where this variable is set.
  const env = { ...process.env, TMPDIR: made, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' };
  const packaged = JSON.stringify(import.meta.resolve('@sparticuz/chromium'));
  const script = `await (await import(${packaged})).default.executablePath()`;
  await run(process.execPath, ['--input-type=module', '--eval', script], { env });
  await writeFile(join(made, 'fonts.conf'), fonts);
  await rename(made, folder).catch(async (error: NodeJS.ErrnoException) => {
    await rm(made, { recursive: true });
    if (!(await exists(folder))) throw error;
  });
}

/** The machine's fonts, and those of the package, so that there are some. */
const fonts = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts/fonts</dir>
  <cachedir prefix="relative">fonts-cache</cachedir>
</fontconfig>
`;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
