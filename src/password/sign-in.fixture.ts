import type { SettingKey } from '../directory/setting.ts';
import { password, school, usePasswordWorld } from './password.fixture.ts';
import { type SignInResult, signIn } from './sign-in.ts';
import type { SignInRequest } from './sign-in-request.ts';

export const invalid = { outcome: 'refused', reason: 'invalidCredentials' };

/** A world for every test of a file, and what is done and looked up there when people sign in. */
export function useSignIns(...hashing: Parameters<typeof usePasswordWorld>) {
  const world = usePasswordWorld(...hashing);

  const attempt = (changes: Partial<SignInRequest> = {}): Promise<SignInResult> =>
    signIn(world, {
      organization: { named: school.name },
      userNameOrEmail: 'harry',
      password,
      channel: 'page',
      traceId: 'trace',
      clientIp: '192.0.2.1',
      browserInfo: 'Owl/1.0',
      signal: new AbortController().signal,
      ...changes,
    });

  const rows = () => world.db.selectFrom('login_attempts').selectAll().orderBy('id').execute();

  return {
    world,
    attempt,
    wrong: (changes: Partial<SignInRequest> = {}) => attempt({ password: 'wrong-passw0rd', ...changes }),
    set: (key: SettingKey, value: string) => world.store.settings.put(school.id, key, value),
    /** What stands among the login attempts. */
    rows,
    results: async () => (await rows()).map(({ result }) => result),
    /** What the audit says besides what was created. */
    audit: async () =>
      (await world.db.selectFrom('audit_entries').selectAll().where('category', '!=', 'Organization').execute())
        .filter(({ action }) => action !== 'Create')
        .map(({ category, action }) => `${category}/${action}`),
  };
}
