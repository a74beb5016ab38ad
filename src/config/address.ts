import { addresses, choice, integer, path, text, yesOrNo } from './kinds.ts';
import type { Setting } from './setting.ts';

/** Where the server keeps its data, where it listens, and how clients reach it. */
export const addressSettings = {
  data: path('DIR', './data', 'Folder of the embedded store and its key file. Created when it does not exist.'),
  'expect-data': yesOrNo(
    'The data folder must already hold a store: an empty one is an error and not a first start, such as when a volume is not mounted.',
  ),
  host: text('ADDRESS', '127.0.0.1', 'Address to listen on. 0.0.0.0 means every IPv4 address of the machine.'),
  port: integer(0, 65_535, 8080, 'Port to listen on. 0 takes any free one and prints it.'),
  'external-url': externalUrl(),
  'issuer-path': choice(
    ['auto', '/identity', '/identity_'],
    'auto',
    'Path of the issuer after the external URL. auto: the ending of the prefix of the request.',
  ),
  'trusted-proxies': addresses('Proxies whose X-Forwarded-For counts: addresses or CIDR ranges, separated by commas.'),
  'insecure-http': choice(
    ['refuse', 'allow'],
    'refuse',
    'Whether people can sign in when other machines reach the server (`host`) and `external-url` is not https.',
  ),
} as const;

function externalUrl(): Setting<string | undefined> {
  const expected =
    'an http or https URL without query or user name, above /identity, such as https://id.example.com or https://example.com/auth';
  return {
    doc: 'URL under which clients reach the server, with a path where it shares its host: beginning of the issuer and of every link.',
    placeholder: 'URL',
    fallback: undefined,
    fallbackText: 'http://, the host and the port',
    read: (value) => {
      const url = URL.canParse(value) ? new URL(value) : undefined;
      const path = url?.pathname.replace(/\/$/, '');
      const isPlain = url && /^https?:$/.test(url.protocol) && url.href.replace(/\/$/, '') === `${url.origin}${path}`;
      return isPlain && path !== undefined && basePath.test(path) ? { value: `${url.origin}${path}` } : { expected };
    },
  };
}

/** Of characters that need no escape anywhere. Somebody who writes the issuer here has taken this setting for another. */
const basePath = /^(?:\/[\w.~-]+)*(?<!\/identity_?)$/i;
