import assert from 'node:assert/strict';
import { it } from 'node:test';
import { useGatehouse } from '../support/gatehouse.ts';
import { setMailServer } from '../support/settings.ts';
import { openPages } from '../support/sign-in.ts';
import { createVisitor } from '../support/visitor.ts';

const gatehouse = useGatehouse(async (running) => void (await openPages(running)));
const path = '/Hogwarts/identity/web/forgot-password';

it('promises a link only where mail leaves, and says else whom to ask, whatever the account', async () => {
  for (const userName of ['harry.potter', 'nobody']) {
    const visitor = createVisitor(() => gatehouse.url);
    const { location = '' } = await visitor.submit(path, { userName });
    assert.match((await visitor.get(location)).html, /No link can be sent.*Ask your administrator for a new password/s);
    await using _server = await setMailServer(gatehouse);
    assert.match((await visitor.get(location)).html, /If there is an account .* we have sent a link/s);
  }
});
