import type { GrantKind } from './scope-nouns.ts';

/** What an application is, as people say it: everything else about it follows from that. */
export const applicationKinds = ['web', 'spa', 'native', 'device', 'machine'] as const;

export type ApplicationKind = (typeof applicationKinds)[number];

interface KindSettings {
  /** Whether it can keep a secret. */
  readonly isConfidential: boolean;
  /** On whose behalf it may have scopes; what it is there for comes first. */
  readonly grants: readonly GrantKind[];
  /** What is chosen unless somebody chooses otherwise. */
  readonly scopes: readonly string[];
  /** What a redirect URI of it looks like; the others have none. */
  readonly example?: string;
}

export const kinds: Readonly<Record<ApplicationKind, KindSettings>> = {
  web: {
    isConfidential: true,
    grants: ['user', 'application'],
    scopes: ['openid', 'profile', 'email'],
    example: 'https://app.example.com/callback',
  },
  spa: {
    isConfidential: false,
    grants: ['user'],
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    example: 'https://app.example.com/',
  },
  native: {
    isConfidential: false,
    grants: ['user'],
    scopes: ['openid', 'profile', 'offline_access'],
    example: 'http://127.0.0.1/callback',
  },
  device: { isConfidential: false, grants: ['user'], scopes: ['openid', 'profile', 'offline_access'] },
  machine: { isConfidential: true, grants: ['application'], scopes: [] },
};

/** The page for codes, below `/web/`: where a device is connected, and where no program can listen. */
const devicePath = 'device';

/**
 * The redirect URI of a device, which is never used: the API wants one of everything that people sign in to, and at this one
 * a code would reach nobody.
 */
export const deviceUri = (issuer: string): string => `${issuer}/web/${devicePath}`;

/** The API does not say which kind an application is; it shows. */
export function kindOf(application: {
  readonly isConfidential: boolean;
  readonly redirectUri: string | null;
}): ApplicationKind {
  const uris = urisOf(application);
  if (application.isConfidential) return uris.length > 0 ? 'web' : 'machine';
  if (uris.length > 0 && uris.every((uri) => uri.endsWith(`/web/${devicePath}`))) return 'device';
  return uris.every(isOnOwnMachine) ? 'native' : 'spa';
}

/** A page of a browser application is at a port while it is developed; a program takes any. */
const isOnOwnMachine = (uri: string): boolean =>
  !/^https?:/i.test(uri) || /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?:[/?]|$)/i.test(uri);

export const urisOf = ({ redirectUri }: { readonly redirectUri: string | null }): readonly string[] =>
  redirectUri === null ? [] : redirectUri.split(',');
