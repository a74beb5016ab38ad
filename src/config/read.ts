import { StartupError } from '../errors.ts';
import { didYouMean, nearestTo } from '../suggestion.ts';
import { readSecretFile } from './secret-file.ts';
import type { Setting } from './setting.ts';
import { type Config, settings, variableName } from './settings.ts';

interface Sources {
  /** Flags by name, without the dashes. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the configuration. A flag wins over a variable, a variable over the file named by `--config` or
 * `GATEHOUSE_CONFIG`, the file over the default.
 *
 * @throws StartupError naming the setting, its value and what would be right.
 */
export async function readConfig({ flags, environment }: Sources): Promise<Config> {
  const file = await readFile(flags.config ?? environment.GATEHOUSE_CONFIG);
  const config: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings)) {
    const found =
      given(`--${name}`, flags[name]) ??
      given(variableName(name), environment[variableName(name)]) ??
      given(`${name} in ${file.path}`, file.values[name]);
    config[name] = found ? readSetting(setting, found) : setting.fallback;
  }
  for (const name of inFiles) readWhenUsed(config as Config, name);
  return Object.freeze(config) as Config;
}

/** Secrets that may be in a file which another setting names. The others that may have a function each that reads theirs. */
const inFiles = ['installation-key', 'smtp-password', 'metrics-token'] as const;
type InFile = (typeof inFiles)[number];

/** Who runs a command need not be allowed to read what it does not use: the file is read when the setting is asked for. */
function readWhenUsed(config: Config, name: InFile): void {
  const setting = `${name}-file` as const;
  const { [name]: value, [setting]: file } = config;
  if (file === undefined) return;
  if (value !== undefined) throw new StartupError(`Both ${name} and ${setting} are given. Leave one of them out.`);
  let held: { readonly value: unknown } | undefined;
  const get = () => {
    held ??= { value: fromFile(name, file) };
    return held.value;
  };
  Object.defineProperty(config, name, { get, enumerable: true });
}

function fromFile(name: InFile, file: string): unknown {
  const setting = `${name}-file` as const;
  const result = settings[name].read(readSecretFile(setting, file).replace(/\r?\n$/, ''));
  if ('value' in result) return result.value;
  throw new StartupError(`${setting}: what ${file} holds is not ${result.expected}.`);
}

interface Given {
  readonly where: string;
  readonly text: string;
}

const given = (where: string, value: string | undefined): Given | undefined =>
  value === undefined ? undefined : { where, text: value };

function readSetting(setting: Setting<unknown>, { where, text }: Given): unknown {
  const result = setting.read(text);
  if ('value' in result) return result.value;
  const shown = setting.isSecret ? 'the value given' : `"${text}"`;
  throw new StartupError(`${where}: ${shown} is not ${result.expected}.`);
}

async function readFile(path: string | undefined): Promise<{ path: string; values: Readonly<Record<string, string>> }> {
  if (path === undefined) return { path: '', values: {} };
  const { readConfigFile } = await import('./file.ts'); // Most starts need no YAML.
  const values = readConfigFile(path);
  for (const name of Object.keys(values)) {
    if (Object.hasOwn(settings, name)) continue;
    const hint = didYouMean(nearestTo(name, Object.keys(settings)));
    throw new StartupError(`${path}: there is no setting "${name}".${hint}`);
  }
  return { path, values };
}
