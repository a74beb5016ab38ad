import type { Page } from 'playwright-core';
import { createLink } from './account-link.ts';
import { setBranding } from './branding.ts';
import { giveFactor } from './factors.ts';
import type { Gatehouse } from './gatehouse.ts';
import { addSessions } from './other-sessions.ts';
import { fillSignIn } from './playwright.ts';
import { authorizeUrl, beginDevice, type RelyingParty } from './relying-party.ts';
import { codeOf } from './second-factor.ts';
import { setMailServer } from './settings.ts';
import { world } from './world.ts';

/** A page in a state worth looking at. Each begins in a window where nobody is signed in, unless it says so. */
interface PageState {
  readonly name: string;
  readonly isSignedIn?: true;
  /** Brings the page into the state. */
  readonly open: (page: Page, gatehouse: Gatehouse, application: RelyingParty) => Promise<void>;
}

const organizationId = world.organization.id;
const web = ({ url }: Gatehouse, path: string): string => `${url}/Hogwarts/identity/web/${path}`;
const goTo = (path: string) => async (page: Page, gatehouse: Gatehouse) => {
  await page.goto(web(gatehouse, path));
};

export const pageStates: readonly PageState[] = [
  { name: 'sign-in', open: (page, { url }) => page.goto(`${url}/identity/web/login`).then(() => {}) },
  {
    name: 'sign-in-branded',
    async open(page, gatehouse) {
      await setBranding(gatehouse, world.otherOrganization.id);
      await page.goto(`${gatehouse.url}/Durmstrang/identity/web/login`);
    },
  },
  {
    name: 'sign-in-refused',
    async open(page, gatehouse) {
      await page.goto(web(gatehouse, 'login'));
      await fillSignIn(page, 'harry.potter', 'alohomora');
    },
  },
  {
    name: 'sign-in-no-organization',
    async open(page, { url }) {
      await page.goto(`${url}/identity/web/login`);
      await fillSignIn(page, 'viktor.krum', 'alohomora');
      await page.getByText('or the organization is missing').waitFor();
    },
  },
  {
    name: 'sign-in-again',
    async open(page, gatehouse) {
      const over = { name: 'gatehouse.session', value: 'over', url: gatehouse.url };
      await page.context().addCookies([over]);
      await page.goto(web(gatehouse, 'tokens'));
      await page.context().clearCookies({ name: over.name });
    },
  },
  { name: 'sign-in-error', open: goTo('login?errorCode=219&traceId=4bf92f3577b34da6a3ce929d0e0e4736') },
  { name: 'forgotten-password', open: goTo('forgot-password') },
  {
    name: 'forgotten-password-sent',
    async open(page, gatehouse) {
      await using _server = await setMailServer(gatehouse);
      await page.goto(web(gatehouse, 'forgot-password?sent=yes'));
    },
  },
  {
    name: 'reset-password',
    async open(page, gatehouse) {
      const token = await createLink(gatehouse, { organizationId, id: 'minerva' }, 'ForgotPassword');
      await page.goto(web(gatehouse, `reset?token=${token}`));
      await typeNewPassword(page, 'animagus');
    },
  },
  { name: 'reset-password-used-link', open: goTo('reset?token=used') },
  {
    name: 'invitation',
    async open(page, gatehouse) {
      const token = await createLink(gatehouse, { organizationId, id: 'minerva' }, 'UserInvitation');
      await page.goto(web(gatehouse, `invitation?token=${token}`));
    },
  },
  {
    name: 'confirm-email',
    async open(page, gatehouse) {
      const token = await createLink(gatehouse, { organizationId, id: 'minerva' }, 'EmailConfirmation');
      await page.goto(web(gatehouse, `confirm-email?token=${token}`));
    },
  },
  { name: 'email-confirmed', open: goTo('confirm-email?done=yes') },
  {
    name: 'forced-change',
    async open(page, gatehouse) {
      await setMustChange(gatehouse, 'gryff-01', 1);
      await page.goto(web(gatehouse, 'login'));
      await fillSignIn(page, 'hermione.granger', 'wingardium-lev1osa');
      await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
      await setMustChange(gatehouse, 'gryff-01', 0);
    },
  },
  {
    name: 'second-step',
    async open(page, gatehouse) {
      const hermione = { organizationId, id: 'gryff-01' };
      await giveFactor(gatehouse, hermione);
      await page.goto(web(gatehouse, 'login'));
      await fillSignIn(page, 'hermione.granger', 'wingardium-lev1osa');
      await page.getByRole('heading', { name: 'One more step' }).waitFor();
      await gatehouse.store.factors.deleteOfUser(hermione);
    },
  },
  { name: 'signed-out', open: goTo('signed-out') },
  {
    name: 'protocol-error',
    async open(page, gatehouse) {
      const asked = 'response_type=code&client_id=owl-post&redirect_uri=https://owl.example/callback';
      await page.goto(`${gatehouse.url}/Hogwarts/identity/connect/authorize?${asked}`);
    },
  },
  { name: 'not-found', open: goTo('nowhere') },
  {
    name: 'consent',
    isSignedIn: true,
    async open(page, gatehouse, application) {
      await page.goto(authorizeUrl(gatehouse, application));
      await page.getByRole('heading', { name: 'Allow access?' }).waitFor();
    },
  },
  {
    name: 'consent-far-reaching',
    isSignedIn: true,
    async open(page, gatehouse, application) {
      await page.goto(authorizeUrl(gatehouse, application).replace('PM.User.Read', 'PM.User'));
      await page.getByText('This access is far-reaching').waitFor();
    },
  },
  { name: 'device', isSignedIn: true, open: goTo('device') },
  {
    name: 'device-confirm',
    isSignedIn: true,
    async open(page, gatehouse, application) {
      const { userCode } = await beginDevice(gatehouse, application);
      await page.goto(web(gatehouse, `device?user_code=${userCode}`));
    },
  },
  { name: 'sign-out', isSignedIn: true, open: goTo('logout') },
  { name: 'profile', isSignedIn: true, open: goTo('account') },
  {
    name: 'change-password',
    isSignedIn: true,
    async open(page, gatehouse) {
      await page.goto(web(gatehouse, 'change-password'));
      await typeNewPassword(page, 'mischief managed');
    },
  },
  {
    name: 'change-password-refused',
    isSignedIn: true,
    async open(page, gatehouse) {
      await page.goto(web(gatehouse, 'change-password'));
      await page.getByLabel('Current password').fill('not-this-one');
      await page.getByLabel('New password', { exact: true }).fill('mischief-managed-1');
      await page.getByLabel('Repeat the new password').fill('mischief-managed-1');
      await page.getByRole('button', { name: 'Change the password' }).click();
      await page.getByText('That is not your current password.').waitFor();
    },
  },
  {
    name: 'security',
    isSignedIn: true,
    async open(page, gatehouse) {
      await setUpApp(page, gatehouse);
      await page.goto(web(gatehouse, 'security'));
      await forgetApp(gatehouse);
    },
  },
  { name: 'set-up-factor', isSignedIn: true, open: goTo('set-up-factor?kind=totp') },
  {
    name: 'recovery-codes',
    isSignedIn: true,
    async open(page, gatehouse) {
      await setUpApp(page, gatehouse);
      await forgetApp(gatehouse);
    },
  },
  { name: 'step-up', isSignedIn: true, open: goTo('step-up') },
  {
    name: 'sessions',
    isSignedIn: true,
    async open(page, gatehouse) {
      await addSessions(gatehouse);
      await page.goto(web(gatehouse, 'sessions'));
    },
  },
  {
    name: 'session-end',
    isSignedIn: true,
    async open(page, gatehouse) {
      await addSessions(gatehouse);
      await page.goto(web(gatehouse, 'sessions'));
      await page
        .getByRole('link', { name: /^Sign out of the session/ })
        .first()
        .click();
      await page.getByRole('heading', { name: 'Sign out of' }).waitFor();
    },
  },
  { name: 'sign-out-everywhere', isSignedIn: true, open: goTo('sessions?end=everywhere') },
  {
    name: 'applications',
    isSignedIn: true,
    async open(page, gatehouse, application) {
      await page.goto(authorizeUrl(gatehouse, application));
      await page.getByRole('button', { name: 'Allow', exact: true }).click();
      await page.getByRole('heading', { name: 'Back at the application' }).waitFor();
      await page.goto(web(gatehouse, 'applications'));
    },
  },
  { name: 'tokens', isSignedIn: true, open: goTo('tokens') },
  { name: 'new-token', isSignedIn: true, open: goTo('new-token') },
  {
    name: 'token-created',
    isSignedIn: true,
    async open(page, gatehouse) {
      await gatehouse.db.deleteFrom('personal_access_tokens').execute();
      await page.goto(web(gatehouse, 'new-token'));
      await page.getByLabel('What is it for?').fill('Nightly owl report');
      await page.getByLabel('see people').check();
      await page.getByRole('button', { name: 'Create the token' }).click();
      await page.getByRole('heading', { name: 'Your new token' }).waitFor();
    },
  },
  {
    name: 'api',
    async open(page, { url }) {
      await page.goto(`${url}/identity/swagger`);
      await page.getByRole('searchbox').fill('user/ changepassword');
      await page.locator('[data-path="/api/Liveness"]').waitFor({ state: 'detached' });
      await page.locator('[data-path="/api/User/{userId}/changepassword"]').click();
      await page.getByRole('button', { name: 'Try it out' }).click();
    },
  },
];

async function typeNewPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel('New password', { exact: true }).pressSequentially(password);
  await page.locator('#strength:not([hidden])').waitFor();
}

const harry = { organizationId, id: world.harry.id };

/** The page then shows the recovery codes. */
async function setUpApp(page: Page, gatehouse: Gatehouse): Promise<void> {
  await page.goto(web(gatehouse, 'set-up-factor?kind=totp'));
  const secret = ((await page.locator('#secret').textContent()) ?? '').replaceAll(' ', '');
  await page.getByLabel('Code', { exact: true }).fill(codeOf(secret));
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.locator('#codes').waitFor();
}

/** The next page begins as this one did. */
const forgetApp = ({ store }: Gatehouse) => store.factors.deleteOfUser(harry);

async function setMustChange({ db }: Gatehouse, userId: string, must_change: 0 | 1): Promise<void> {
  await db.updateTable('credentials').set({ must_change }).where('user_id', '=', userId).execute();
}
