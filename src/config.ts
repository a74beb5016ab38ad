import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { StartupError } from './errors.ts';

/**
 * One setting. `read` turns the text of a flag, a variable or a file into its value, or says what would be right.
 * A secret has no flag, because other users of the machine can read a command line.
 */
interface Setting<T> {
  readonly doc: string;
  readonly placeholder: string;
  readonly fallback: T;
  /** Said instead of the value where the default is not a constant. */
  readonly fallbackText?: string;
  readonly isSecret?: boolean;
  /** Its flag stands alone, and means yes. */
  readonly isSwitch?: boolean;
  readonly read: (text: string) => { readonly value: T } | { readonly expected: string };
}

/** Every setting of the server, once. The flag is `--name`, the variable `GATEHOUSE_NAME`, the key in a file `name`. */
export const settings = {
  data: path('DIR', './data', 'Folder of the embedded store and its key file. Made when it does not exist.'),
  'expect-data': yesOrNo(
    'The data folder must hold a store already: an empty one is no first start but an error, as where a volume is not mounted.',
  ),
  host: text('ADDRESS', '127.0.0.1', 'Address to listen on. 0.0.0.0 means every IPv4 address of the machine.'),
  port: integer(0, 65_535, 8080, 'Port to listen on. 0 takes any free one and prints it.'),
  'external-url': externalUrl(),
  'issuer-path': choice(
    ['auto', '/identity', '/identity_'],
    'auto',
    'Path of the issuer behind the external URL. auto: the ending of the prefix through which it was asked.',
  ),
  'trusted-proxies': addresses('Proxies whose X-Forwarded-For counts: addresses or CIDR ranges, separated by commas.'),
  'insecure-http': choice(
    ['refuse', 'allow'],
    'refuse',
    'Signing in where other machines reach the server (`host`) and `external-url` is not https.',
  ),
  seed: optionalPath('FILE', 'YAML file of organizations, users, groups and applications to create when missing.'),
  'installation-key': installationKey(),
  'signing-key-days': integer(1, 3650, 90, 'Age in days at which the token signing key is replaced by a new one.'),
  'hash-threads': {
    ...integer(1, 256, availableParallelism(), 'Password hashes computed at once.'),
    fallbackText: 'one per core',
  },
  'hash-memory': integer(19_456, 262_144, 19_456, 'Memory of one Argon2id hash in KiB. Never below the OWASP minimum.'),
  'hash-iterations': integer(2, 10, 2, 'Passes of one Argon2id hash over its memory.'),
  'hash-parallelism': integer(1, 16, 1, 'Lanes of one Argon2id hash.'),
  'hash-wait': integer(
    1,
    300,
    10,
    'Seconds that a request may wait for a hash; when it would be longer, the answer is 503.',
  ),
  'hash-queue-per-account': integer(
    1,
    10_000,
    8,
    'Requests at one account that may wait for a hash at once; the next one is answered 429.',
  ),
  'network-sign-ins': integer(
    0,
    1_000_000,
    200,
    'Sign-ins with a wrong name or password, and forgotten passwords, from one network in ten minutes. The next one is answered 429. 0 for no limit, here and below.',
  ),
  'network-secrets': integer(
    0,
    1_000_000,
    200,
    'Wrong client secrets from one network in ten minutes. Right ones are always taken.',
  ),
  'network-authorizations': integer(
    0,
    1_000_000,
    300,
    'Authorization requests and device codes from one network in a minute that do not end with a code.',
  ),
  'network-requests': integer(
    0,
    1_000_000,
    1000,
    'Other requests from one network in ten seconds that need no token, or come with a wrong one.',
  ),
  'max-connections': integer(
    16,
    1_000_000,
    4096,
    'Connections open at once. When there are more, the network that has most of them gives one up, or the newcomer gets 503.',
  ),
  'body-limit': integer(
    1024,
    104_857_600,
    2_097_152,
    'Largest request body in bytes, also for operations that would take more. Most take 131072, and none more than the default.',
  ),
  'backup-dir': optionalPath('DIR', 'Folder into which the running server saves its store. Without it, it does not.'),
  'backup-every': integer(1, 8760, 24, 'Hours from one such backup to the next.'),
  'backup-keep': integer(
    1,
    99_999,
    7,
    'How many such backups are kept; older ones are deleted when a new one is complete.',
  ),
  'backup-recipient': optionalText(
    'AGE',
    'Recipient (age1…) to whom such backups are encrypted. Without it they are not, and lack the installation key.',
  ),
  'deleted-organization-days': integer(
    0,
    36_500,
    30,
    'Days after which everything that a deleted organization left behind is deleted for good, its audit log included.',
  ),
  'session-days': integer(
    1,
    3650,
    30,
    'Days after which a person has to sign in again, however much the session is used.',
  ),
  'refresh-days': integer(
    1,
    3650,
    365,
    'Days after which an application has to have the person sign in again, however often it renews its tokens.',
  ),
  'refresh-reuse-seconds': integer(
    0,
    300,
    30,
    'Seconds in which a refresh token that was used gives the same client its successor again, which may have missed the answer; a code, 5 at most. 0 for never.',
  ),
  'login-attempt-days': integer(
    1,
    36_500,
    90,
    'Days for which attempts to sign in are kept: who, when, from where and with what outcome.',
  ),
  'drain-seconds': integer(0, 600, 15, 'Seconds that running requests get to finish after SIGTERM.'),
  'problem-types': choice(['rfc7231', 'rfc9110'], 'rfc7231', 'Which RFC the `type` links of problem bodies point to.'),
  'smtp-host': optionalText(
    'HOST',
    'Mail server for organizations without one of their own. Without any, no mail is sent.',
  ),
  'smtp-port': integer(1, 65_535, 587, 'Port of the mail server.'),
  'smtp-security': choice(
    ['starttls', 'tls', 'opportunistic'],
    'starttls',
    'Encryption towards the mail server: begun by STARTTLS, from the first byte, or only if the server offers it.',
  ),
  'smtp-user': optionalText('NAME', 'Name under which to sign in at the mail server.'),
  'smtp-password': { ...optionalText('PASSWORD', 'Password for the mail server.'), isSecret: true },
  'smtp-from': optionalText('ADDRESS', 'Sender address of mail. Needed when a mail server is configured.'),
  'smtp-from-name': text('NAME', 'Gatehouse', 'Sender name of mail.'),
  'smtp-name': smtpName(),
  'smtp-private-addresses': addresses(
    'Addresses that are not public at which mail servers of organizations may be: addresses or CIDR ranges.',
  ),
  'outgoing-private-addresses': addresses(
    'Addresses that are not public at which applications may be told of sign-outs and keep their keys, and those who vouch for them theirs: addresses or CIDR ranges.',
  ),
  'unconfirmed-mails-per-hour': integer(
    1,
    1_000_000,
    1000,
    'Messages of a kind that an organization may send in an hour to addresses that nobody has confirmed; more wait.',
  ),
  'enum-values': choice(
    ['numbers', 'names'],
    'numbers',
    'How enumerations stand in answers of the API; requests may always use either.',
  ),
  'metrics-port': optionalInteger(
    0,
    65_535,
    'PORT',
    'Port at which metrics are offered to Prometheus under /metrics. 0 takes any free one and prints it. Without it, none are.',
  ),
  'metrics-host': text(
    'ADDRESS',
    '127.0.0.1',
    'Address of that port. Other machines reach it only if it is one of theirs, such as 0.0.0.0.',
  ),
  'metrics-token': {
    ...optionalText('TOKEN', 'Token that whoever reads the metrics has to send (`Authorization: Bearer …`).'),
    isSecret: true,
  },
  'log-level': choice(
    ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    'info',
    'Least serious log entries that are written.',
  ),
} as const;

export type SettingName = keyof typeof settings;

/** Every setting with its value. */
export type Config = { readonly [Name in SettingName]: (typeof settings)[Name] extends Setting<infer T> ? T : never };

interface Sources {
  /** Flags by name, without the dashes. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export const variableName = (name: string): string => `GATEHOUSE_${name.toUpperCase().replaceAll('-', '_')}`;

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
  return Object.freeze(config) as Config;
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
  const { readConfigFile } = await import('./config-file.ts'); // Most starts need no YAML.
  const values = readConfigFile(path);
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(settings, name)) throw new StartupError(`${path}: there is no setting "${name}".`);
  }
  return { path, values };
}

function text(placeholder: string, fallback: string, doc: string): Setting<string> {
  return { doc, placeholder, fallback, read: (value) => (value.trim() ? { value } : { expected: 'a value' }) };
}

function optionalText(placeholder: string, doc: string): Setting<string | undefined> {
  return { ...text(placeholder, '', doc), fallback: undefined, fallbackText: 'none' };
}

function path(placeholder: string, fallback: string, doc: string): Setting<string> {
  const read = (value: string) => (value.trim() ? { value: resolve(value) } : { expected: 'a path' });
  return { doc, placeholder, fallback: resolve(fallback), fallbackText: fallback, read };
}

function optionalPath(placeholder: string, doc: string): Setting<string | undefined> {
  return { ...path(placeholder, '', doc), fallback: undefined, fallbackText: 'none' };
}

function integer(least: number, most: number, fallback: number, doc: string): Setting<number> {
  const expected = `a whole number from ${least} to ${most}`;
  const read = (value: string) => {
    const number = /^\d+$/.test(value.trim()) ? Number(value) : Number.NaN;
    return number >= least && number <= most ? { value: number } : { expected };
  };
  return { doc, placeholder: 'N', fallback, read };
}

function optionalInteger(least: number, most: number, placeholder: string, doc: string): Setting<number | undefined> {
  return { ...integer(least, most, least, doc), placeholder, fallback: undefined, fallbackText: 'none' };
}

function choice<const T extends string>(choices: readonly T[], fallback: NoInfer<T>, doc: string): Setting<T> {
  const read = (value: string) => {
    const found = choices.find((one) => one === value.trim().toLowerCase());
    return found ? { value: found } : { expected: `one of ${choices.join(', ')}` };
  };
  return { doc, placeholder: choices.join('|'), fallback, read };
}

function yesOrNo(doc: string): Setting<boolean> {
  const values: Readonly<Record<string, boolean>> = { '': true, true: true, yes: true, false: false, no: false };
  const read = (text: string) => {
    const value = values[text.trim().toLowerCase()];
    return value === undefined ? { expected: 'true or false' } : { value };
  };
  return { doc, placeholder: '', fallback: false, isSwitch: true, read };
}

function externalUrl(): Setting<string | undefined> {
  const expected = 'an http or https URL without path, query or user name, such as https://id.example.com';
  return {
    doc: 'URL under which clients reach the server: issuer of the tokens and base of every link.',
    placeholder: 'URL',
    fallback: undefined,
    fallbackText: 'http://, the host and the port',
    read: (value) => {
      const url = URL.canParse(value) ? new URL(value) : undefined;
      const isOrigin = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
      return isOrigin ? { value: url.origin } : { expected };
    },
  };
}

function smtpName(): Setting<string | undefined> {
  return {
    doc: 'Name under which the server introduces itself to mail servers (EHLO).',
    placeholder: 'NAME',
    fallback: undefined,
    fallbackText: 'the host of external-url',
    read: (value) =>
      /^(?:[0-9a-z](?:[0-9a-z.-]{0,253}[0-9a-z])?|\[[0-9a-f:.v]{2,60}\])$/i.test(value)
        ? { value }
        : { expected: 'a host name, or an address in brackets' },
  };
}

function addresses(doc: string): Setting<readonly string[]> {
  return {
    doc,
    placeholder: 'LIST',
    fallback: [],
    fallbackText: 'none',
    read: (value) => {
      const list = value
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean);
      return list.every(isAddressRange) ? { value: list } : { expected: 'a list of IP addresses or CIDR ranges' };
    },
  };
}

function isAddressRange(range: string): boolean {
  const [address = '', bits, ...rest] = range.split('/');
  const family = address.includes('%') ? 0 : isIP(address);
  const isSized = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
  return family !== 0 && isSized && rest.length === 0;
}

function installationKey(): Setting<Buffer | undefined> {
  return {
    doc: 'Key that seals the private signing keys at rest: 32 random bytes in base64.',
    placeholder: 'KEY',
    fallback: undefined,
    fallbackText: 'made at first start and kept in the data folder',
    isSecret: true,
    read: (value) => {
      const key = Buffer.from(value.trim(), 'base64');
      return key.length === 32 ? { value: key } : { expected: '32 bytes in base64' };
    },
  };
}
