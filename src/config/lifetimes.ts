import { integer } from './kinds.ts';

/** How long things last. */
export const lifetimeSettings = {
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
    'Days after which the person has to sign in again for an application, however often it renews its tokens.',
  ),
  'refresh-reuse-seconds': integer(
    0,
    300,
    30,
    'Seconds in which a used refresh token gives the same client the same successor again, because it may have missed the response; for a code, 5 at most. 0 for never.',
  ),
  'login-attempt-days': integer(
    1,
    36_500,
    90,
    'Days for which attempts to sign in are kept: who, when, from where and with what outcome.',
  ),
  'drain-seconds': integer(0, 600, 15, 'Seconds that running requests get to finish after SIGTERM.'),
} as const;
