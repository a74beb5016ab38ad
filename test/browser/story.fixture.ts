import { after } from 'node:test';
import type { Page } from 'playwright-core';
import type { Account } from '../support/accounts.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { fillSignIn, useBrowser } from '../support/playwright.ts';
import { useRelyingParty } from '../support/relying-party.ts';

export const password = 'al0h0m0ra-account';
export const userName = ({ id }: Account): string => `user-${id}`;

/** A server that sends mails, an application, and the browsers of people who have an account. */
export function useStory() {
  const mail = {} as MailServer;
  const { gatehouse, application } = useRelyingParty(undefined, async () => {
    Object.assign(mail, await startMailServer());
    return {
      'smtp-host': '127.0.0.1',
      'smtp-port': String(mail.port),
      'smtp-security': 'opportunistic',
      'smtp-from': 'owl@hogwarts.example',
    };
  });
  const { it, ...browser } = useBrowser();
  after(async () => await mail.stop());

  const web = (page: string): string => `${gatehouse.url}/Hogwarts/identity/web/${page}`;

  async function signIn(page: Page, account: Account, secret = password): Promise<Page> {
    await page.goto(web('login'));
    await fillSignIn(page, userName(account), secret);
    return page;
  }

  return { gatehouse, application, mail, it, browser, web, signIn };
}
