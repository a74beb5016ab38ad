import { isIP } from 'node:net';
import { StartupError } from '../errors.ts';
import { cleanAddress, hostOf, type SmtpSecurity, type SmtpSettings } from './smtp-settings.ts';

/** The operator's settings, as the configuration names them. */
interface SmtpConfig {
  readonly 'smtp-host': string | undefined;
  readonly 'smtp-port': number;
  readonly 'smtp-security': SmtpSecurity;
  readonly 'smtp-user': string | undefined;
  readonly 'smtp-password': string | undefined;
  readonly 'smtp-from': string | undefined;
  readonly 'smtp-from-name': string;
}

/**
 * The name in the greeting to mail servers: one that they can look up, or an address in brackets (RFC 5321, sections 4.1.1.1
 * and 4.1.3).
 */
export function smtpNameOf(configured: string | undefined, externalUrl: string): string {
  if (configured !== undefined) return configured;
  const { hostname } = URL.parse(externalUrl) ?? { hostname: 'localhost' };
  if (hostname.startsWith('[')) return `[IPv6:${hostname.slice(1, -1)}]`;
  return isIP(hostname) === 0 ? hostname : `[${hostname}]`;
}

/**
 * The operator's mail server, or undefined when none is configured.
 *
 * @throws StartupError when it has no usable sender address, or a name without a password.
 */
export function readSmtpConfig(config: SmtpConfig): SmtpSettings | undefined {
  const { 'smtp-host': host, 'smtp-user': user } = config;
  if (host === undefined) return undefined;
  const address = cleanAddress(config['smtp-from'] ?? '');
  if (address === undefined) throw new StartupError('smtp-host is set, so smtp-from must be an e-mail address.');
  const password = user === undefined ? undefined : config['smtp-password'];
  if (user !== undefined && password === undefined) throw new StartupError('smtp-user is set, but not smtp-password.');
  return {
    isOperators: true,
    host: hostOf(host),
    port: config['smtp-port'],
    security: config['smtp-security'],
    credentials: user === undefined ? undefined : { user, password: password ?? '' },
    from: { address, name: config['smtp-from-name'] },
  };
}

/** As `readSmtpConfig`, for who sends nothing by it, and need not be allowed to read its password. */
export const smtpWithoutPassword = (config: SmtpConfig): SmtpSettings | undefined =>
  readSmtpConfig({
    ...{ 'smtp-host': config['smtp-host'], 'smtp-port': config['smtp-port'], 'smtp-security': config['smtp-security'] },
    ...{ 'smtp-from': config['smtp-from'], 'smtp-from-name': config['smtp-from-name'] },
    ...{ 'smtp-user': undefined, 'smtp-password': undefined },
  });
