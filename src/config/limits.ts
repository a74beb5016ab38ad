import { integer } from './kinds.ts';

/** How much clients may ask of the server. */
export const limitSettings = {
  'network-sign-ins': integer(
    0,
    1_000_000,
    200,
    'Sign-ins with a wrong name or password, and forgotten passwords, from one network in ten minutes. The next one gets 429. 0 for no limit, here and below.',
  ),
  'network-secrets': integer(
    0,
    1_000_000,
    200,
    'Wrong client secrets from one network in ten minutes. Right ones are always accepted.',
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
    'Other requests from one network in ten seconds that need no token, or have a wrong one.',
  ),
  'max-connections': integer(
    16,
    1_000_000,
    4096,
    'Connections open at the same time. Beyond that, the network that has most of them loses one, or the new connection gets 503.',
  ),
  'body-limit': integer(
    1024,
    104_857_600,
    2_097_152,
    'Largest request body in bytes, also for operations that would accept more. Most accept 131072, and none more than the default.',
  ),
} as const;
