import assert from 'node:assert/strict';
import { fromBase32 } from '../../src/factor/base32.ts';
import { totpCode } from '../../src/factor/totp.ts';
import type { SessionPayload } from '../../src/token/browser/session-payload.ts';
import { type Account, createAccount } from './accounts.ts';
import { type Gatehouse, useGatehouse } from './gatehouse.ts';
import { decode } from './html-text.ts';
import { createVisitor, type Seen, tokenOf, type Visitor } from './visitor.ts';

export const password = 'al0h0m0ra-account';
export const login = '/Hogwarts/identity/web/login';
export const web = (page: string): string => `/identity/web/${page}`;

/** A person with an app for codes, and what the app and the paper know. */
interface PersonWithApp {
  readonly account: Account;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** The code that the app shows. */
export const codeOf = (secret: string): string => totpCode(fromBase32(secret), Math.floor(Date.now() / 30_000));

/** What stands in a hidden field of a page. */
export const fieldOf = (html: string, name: string): string =>
  decode(new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '');

/** The key for the app that a page shows. */
export const secretOn = (html: string): string =>
  decode(/id="secret">([^<]*)</.exec(html)?.[1] ?? '').replaceAll(' ', '');

/** The recovery codes that a page shows. */
export const codesOn = (html: string): readonly string[] => (/id="codes">([^<]*)</.exec(html)?.[1] ?? '').split('\n');

/** A server, and what people with second factors do on its pages, in browsers without scripts. */
export function useSecondFactors(configuration: Parameters<typeof useGatehouse>[1] = {}) {
  const gatehouse = useGatehouse(undefined, configuration);
  const newBrowser = (): Visitor => createVisitor(() => gatehouse.url);

  async function typePassword(visitor: Visitor, { id }: Account): Promise<Seen> {
    return await visitor.submit(login, { userName: `user-${id}`, password });
  }

  async function setUpApp(visitor: Visitor, page: string): Promise<{ readonly seen: Seen; readonly secret: string }> {
    const { html } = await visitor.get(page);
    const secret = secretOn(html);
    const fields = { formToken: tokenOf(html), begun: fieldOf(html, 'begun'), code: codeOf(secret) };
    return { seen: await visitor.post(page, fields), secret };
  }

  /** As if the code had been used long ago: nobody waits half a minute for the next one. */
  async function forgetUse({ id }: Account): Promise<void> {
    const factors = gatehouse.db.updateTable('factors').set({ state: '{"step":0}' });
    await factors.where('user_id', '=', id).where('kind', '=', 'totp').execute();
  }

  async function personWithApp(): Promise<PersonWithApp> {
    const account = await createAccount(gatehouse, password);
    const visitor = newBrowser();
    await typePassword(visitor, account);
    const { seen, secret } = await setUpApp(visitor, web('set-up-factor?kind=totp'));
    assert.equal(seen.status, 200, seen.html);
    await forgetUse(account);
    return { account, secret, recoveryCodes: codesOn(seen.html) };
  }

  /** A browser in which the person has taken both steps. */
  async function signedIn({ account, secret }: PersonWithApp): Promise<Visitor> {
    const visitor = newBrowser();
    const { location = '' } = await typePassword(visitor, account);
    const { status, html } = await visitor.submit(location, { kind: 'totp', code: codeOf(secret) });
    assert.equal(status, 303, html);
    await forgetUse(account);
    return visitor;
  }

  const isSignedIn = async (visitor: Visitor): Promise<boolean> => (await visitor.get(web('account'))).status === 200;

  return {
    gatehouse,
    newBrowser,
    typePassword,
    setUpApp,
    forgetUse,
    personWithApp,
    signedIn,
    isSignedIn,
    ageSessions: (account: Account, minutes: number) => ageSessions(gatehouse, account, minutes),
  };
}

/** As if the person had signed in so many minutes ago, wherever that was, and never proved it again. */
export async function ageSessions(
  { db }: Pick<Gatehouse, 'db'>,
  { id }: Pick<Account, 'id'>,
  minutes: number,
): Promise<void> {
  const rows = await db.selectFrom('grants').selectAll().where('payload', 'like', `%${id}%`).execute();
  for (const row of rows) {
    const { provedAt: _, ...session } = JSON.parse(row.payload) as SessionPayload;
    const aged = { ...session, loginTs: Math.floor(Date.now() / 1000) - minutes * 60 };
    await db
      .updateTable('grants')
      .set({ payload: JSON.stringify(aged) })
      .where('id', '=', row.id)
      .execute();
  }
}
