import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { fillSignIn, useBrowser } from '../support/playwright.ts';
import { authorizeUrl, useRelyingParty } from '../support/relying-party.ts';

// An answer that comes as a form (OAuth 2.0 Form Post Response Mode), in a browser that obeys the policy of the page.

let account: Account;
const password = 'al0h0m0ra-account';
const { gatehouse, application } = useRelyingParty(async (started) => {
  account = await createAccount(started, password);
});
const { it, ...browser } = useBrowser();

describe('an answer that comes as a form', () => {
  for (const javaScriptEnabled of [true, false]) {
    it(`reaches the application ${javaScriptEnabled ? 'by itself' : 'by a button, without scripts'}`, async () => {
      const context = await browser.open({ javaScriptEnabled });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      const posted = page.waitForRequest((request) => request.url() === application.redirectUri);
      await page.goto(`${authorizeUrl(gatehouse, application)}&response_mode=form_post`);
      await fillSignIn(page, `user-${account.id}`, password);
      await page.getByRole('button', { name: 'Allow', exact: true }).click();
      if (!javaScriptEnabled) await page.getByRole('button', { name: 'Continue' }).click();
      const request = await posted;
      await page.getByRole('heading', { name: 'Back at the application' }).waitFor();
      assert.equal(request.method(), 'POST');
      const answer = new URLSearchParams(request.postData() ?? '');
      assert.ok(answer.get('code'));
      assert.equal(answer.get('state'), 's');
      assert.deepEqual(complaints, []);
      await context.close();
    });
  }
});
