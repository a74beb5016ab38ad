import { addresses, choice, integer, optionalPath, optionalText, text } from './kinds.ts';
import type { Setting } from './setting.ts';

/** What the server sends to other servers: mail, and news of sign-outs. */
export const outgoingSettings = {
  'smtp-host': optionalText(
    'HOST',
    'Mail server for organizations without one of their own. Without any, no mail is sent.',
  ),
  'smtp-port': integer(1, 65_535, 587, 'Port of the mail server.'),
  'smtp-security': choice(
    ['starttls', 'tls', 'opportunistic'],
    'starttls',
    'Encryption of the connection to the mail server: with STARTTLS, from the first byte, or only if the server offers it.',
  ),
  'smtp-user': optionalText('NAME', 'User name for the mail server.'),
  'smtp-password': { ...optionalText('PASSWORD', 'Password for the mail server.'), isSecret: true },
  'smtp-password-file': optionalPath(
    'FILE',
    'File that holds smtp-password and nothing else, such as a mounted secret.',
  ),
  'smtp-from': optionalText('ADDRESS', 'Sender address of mail. Needed when a mail server is configured.'),
  'smtp-from-name': text('NAME', 'Gatehouse', 'Sender name of mail.'),
  'smtp-name': smtpName(),
  'smtp-private-addresses': addresses(
    'Addresses that are not public at which mail servers of organizations may be: addresses or CIDR ranges.',
  ),
  'outgoing-private-addresses': addresses(
    'Addresses that are not public at which applications may be told of sign-outs, from which their keys and those of trusted issuers may be fetched, and at which `breached-url` may be: addresses or CIDR ranges.',
  ),
  'unconfirmed-mails-per-hour': integer(
    1,
    1_000_000,
    1000,
    'Messages of each kind that an organization may send in an hour to addresses that nobody has confirmed; more wait.',
  ),
} as const;

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
