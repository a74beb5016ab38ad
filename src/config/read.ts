import { StartupError } from '../errors.ts';
import { didYouMean, nearestTo } from '../suggestion.ts';
import { configuredKeyOf } from './installation.ts';
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
  const key = configuredKeyOf(config as Config);
  return Object.freeze({ ...(config as Config), 'installation-key': key });
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
