import { isEmailAddress } from '../directory/email-address.ts';

/** The settings for a connection to a mail server. */
export interface SmtpSettings {
  /** Whether the operator has configured it, and not an organization. */
  readonly isOperators: boolean;
  readonly host: string;
  readonly port: number;
  /**
   * `tls`: encrypted from the first byte. `starttls`: encrypted before anything else, or not at all. `opportunistic`:
   * encrypted if the server offers it.
   */
  readonly security: SmtpSecurity;
  readonly credentials: { readonly user: string; readonly password: string } | undefined;
  readonly from: { readonly address: string; readonly name: string };
}

export type SmtpSecurity = 'starttls' | 'tls' | 'opportunistic';

/** The stored `Email.Smtp.*` values of one level, by the rest of their key in lower case: `host`, `fromemail`. */
export type StoredSmtp = Readonly<Record<string, string>>;

/**
 * The mail server of an organization: its own, else the host's, else the operator's. All settings come from the level that
 * names the server. If levels were mixed, an organization could name its own server and have the password of another level
 * sent there.
 *
 * @returns `incomplete` when that level has no usable sender, or a user name without a password: mail then waits.
 */
export function smtpInForce(
  levels: readonly StoredSmtp[],
  fallback: SmtpSettings | undefined,
): SmtpSettings | 'incomplete' | undefined {
  const level = levels.find(namesServer);
  return level ? (read(level) ?? 'incomplete') : fallback;
}

/** Whether a level has a mail server of its own. */
export const namesServer = (level: StoredSmtp | undefined): boolean => Boolean(level?.host?.trim());

/** Whether mail can be sent with these settings. */
export function isSmtpUsable(levels: readonly StoredSmtp[], fallback: SmtpSettings | undefined): boolean {
  const settings = smtpInForce(levels, fallback);
  return settings !== undefined && settings !== 'incomplete';
}

function read(stored: StoredSmtp): SmtpSettings | undefined {
  const address = cleanAddress(stored.fromemail ?? '');
  const port = stored.port?.trim() ? Number(stored.port) : 25;
  if (address === undefined || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  const credentials = credentialsOf(stored);
  if (credentials?.password === '') return undefined;
  const isPlain = stored.enablessl?.trim().toLowerCase() === 'false';
  const secure = port === 465 ? 'tls' : 'starttls';
  return {
    isOperators: false,
    host: hostOf(stored.host ?? ''),
    port,
    security: isPlain ? 'opportunistic' : secure,
    credentials,
    from: { address, name: stored.fromdisplayname ?? '' },
  };
}

function credentialsOf({ username, password, usedefaultcredentials }: StoredSmtp): SmtpSettings['credentials'] {
  const isAnonymous = usedefaultcredentials?.trim().toLowerCase() === 'true' || !username;
  return isAnonymous ? undefined : { user: username, password: password ?? '' };
}

/** The name or address of a server as it is connected to: an address of IPv6 may stand in brackets, as it does in a URL. */
export const hostOf = (text: string): string => text.trim().replace(/^\[([0-9a-f:.]+)\]$/i, '$1');

/** The address without white space around it, or undefined when the text is not exactly one e-mail address. */
export function cleanAddress(text: string): string | undefined {
  const address = text.trim();
  return isEmailAddress(address) ? address : undefined;
}
