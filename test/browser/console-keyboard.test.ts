import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { certificate } from '../support/certificate.ts';
import { checkPage, useConsole } from '../support/console.ts';
import { press, tabTo, typeAtOnce, typeInto } from '../support/keyboard.ts';
import { world } from '../support/world.ts';

// The tasks of an administrator with nothing but a keyboard: every step is a key, and what is next is reached with the tab key.

const { it, open, leave } = useConsole();
const send = 'main form button.first[type="submit"]';
const undo = '.note.good button';

describe('people, by keyboard alone', () => {
  it('are added', async () => {
    const page = await open('people');
    for (const name of ['luna', 'ginny']) {
      await press(page, 'a[href$="/new-person"]');
      await page.waitForURL(/new-person$/);
      await typeAtOnce(page, `${name}@hogwarts.example`);
      await typeInto(page, '#displayName', `Keyboard ${name}`);
      await tabTo(page, 'input[name="how"]');
      await page.keyboard.press('ArrowDown');
      await press(page, send);
      await page.waitForURL(/people\/[0-9a-f-]+\/password$/);
      await press(page, '.trail a');
      await page.waitForURL(/people$/);
    }
    leave(page);
  });

  it('are found, chosen, deactivated, and activated again at once', async () => {
    const page = await open('people');
    await typeInto(page, '#q', 'Keyboard');
    await page.getByText('1–2 of 2').waitFor();
    await tabTo(page, 'tbody tr:nth-child(1) input[type="checkbox"]');
    await page.keyboard.press('Space');
    await tabTo(page, 'tbody tr:nth-child(2) input[type="checkbox"]');
    await page.keyboard.press('Space');
    await press(page, 'button[value="deactivate"]', 'Shift+Tab');
    await page.waitForURL(/people-actions/);
    await press(page, 'main form button.grave');
    await page.getByText('Done: 2 of 2').waitFor();
    await press(page, 'main form button.plain');
    await page.getByRole('heading', { name: /^Activate/ }).waitFor();
    await page.getByText('Done: 2 of 2').waitFor();
    leave(page);
  });

  it('are narrowed to a state', async () => {
    const page = await open('people');
    await tabTo(page, '#state');
    await page.keyboard.type('Not');
    await page.waitForURL(/state=inactive/);
    leave(page);
  });
});

describe('a group, by keyboard alone', () => {
  it('is made and filled; whoever was taken out by mistake is in it again', async () => {
    const page = await open('groups');
    await press(page, 'a[href$="/new-group"]');
    await page.waitForURL(/new-group$/);
    await typeAtOnce(page, 'Astronomy');
    await page.keyboard.press('Enter');
    await page.getByText('The group Astronomy was created.').waitFor();
    await press(page, 'a[href$="/add"]');
    await page.waitForURL(/add$/);
    await typeInto(page, '#q', 'harry');
    await page.getByLabel('Choose Harry Potter').waitFor();
    await tabTo(page, '#results input[type="checkbox"]');
    await page.keyboard.press('Space');
    await press(page, '#results button[type="submit"]');
    await page.getByText('Added to Astronomy: 1.').waitFor();
    await tabTo(page, '#results input[type="checkbox"]');
    await page.keyboard.press('Space');
    await press(page, '#results button[type="submit"]', 'Shift+Tab');
    await page.getByText('Removed from Astronomy: 1.').waitFor();
    await press(page, undo);
    await page.getByText('Added to Astronomy: 1.').waitFor();
    await checkPage(page);
    leave(page);
  });
});

describe('a secret of an application, by keyboard alone', () => {
  it('is made, and is shown once', async () => {
    const page = await open(`applications/${world.application.id}`);
    await press(page, 'a[href$="/secrets/new"]');
    await page.waitForURL(/secrets\/new$/);
    await typeAtOnce(page, 'Owlery');
    await press(page, send);
    await page.locator('#secret').waitFor();
    leave(page);
  });
});

describe('the rules of an organization, by keyboard alone', () => {
  it('are changed after a look at what that means, and are again what they were', async () => {
    const page = await open('security');
    const before = await page.locator('#length').inputValue();
    await typeInto(page, '#length', '13');
    await press(page, 'button[value="preview"]');
    await page.locator('#effect').waitFor();
    await press(page, 'button[value="save"]');
    await page.getByText('Saved.').waitFor();
    assert.equal(await page.locator('#length').inputValue(), '13');
    await press(page, undo);
    await page.locator(`#length[value="${before}"]`).waitFor();
    leave(page);
  });

  it('that somebody else has changed meanwhile are seen before they are replaced', async () => {
    const [page, other] = [await open('security/sign-in'), await open('security/sign-in')];
    const minutes = '[id="Auth.Session.IdleTimeoutMinutes"]';
    for (const [one, value] of [
      [other, '20'],
      [page, '30'],
    ] as const) {
      await typeInto(one, minutes, value);
      await press(one, send);
    }
    await page.getByText('Somebody else has changed this').waitFor();
    await page.getByRole('row', { name: /Minutes without use 20 30/ }).waitFor();
    await checkPage(other);
    leave(other);
    await press(page, send);
    await page.getByText('Saved.').waitFor();
    assert.equal(await page.locator(minutes).inputValue(), '30');
    leave(page);
  });
});

describe('mail and certificates, by keyboard alone', () => {
  it('have a server that is tried, and what came of it is said', async () => {
    const page = await open('mail');
    await typeInto(page, '#host', 'smtp.hogwarts.invalid');
    await typeInto(page, '#fromEmail', 'owl@hogwarts.example');
    await press(page, send);
    await page.getByText('Saved.').waitFor();
    await typeInto(page, '#address', 'minerva@hogwarts.example');
    await press(page, 'button[value="test"]');
    await page.locator('main [role="alert"]').waitFor();
    leave(page);
  });

  it('have a certificate uploaded', async () => {
    const page = await open('certificates');
    const choosing = page.waitForEvent('filechooser');
    await press(page, 'main a.button.first');
    await page.waitForURL(/upload/);
    await tabTo(page, '#certificate');
    await page.keyboard.press('Enter');
    const file = { name: 'school.pem', mimeType: 'application/x-pem-file', buffer: Buffer.from(certificate) };
    await (await choosing).setFiles(file);
    await press(page, send);
    await page.getByText('Mail server of the tests').first().waitFor();
    leave(page);
  });
});

describe('the audit log, by keyboard alone', () => {
  it('is narrowed to an event and a person, and an entry is opened', async () => {
    const page = await open('audit');
    await tabTo(page, '#event');
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/event=\w/);
    await page.keyboard.press('Home');
    await page.waitForURL(/event=&/);
    await typeInto(page, '#who', 'minerva.mcgonagall');
    await page.waitForURL(/who=minerva/);
    await press(page, '#results tbody a');
    await page.waitForURL(/audit\/\d+$/);
    leave(page);
  });
});
