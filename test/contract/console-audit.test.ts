import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signedInAdministrator } from '../support/console.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { beforeInOrder } from '../support/in-order.ts';
import type { Seen, Visitor } from '../support/visitor.ts';

const gatehouse = useGatehouse();
const audit = '/identity/web/admin/audit';
let visitor: Visitor;
beforeInOrder(async () => {
  visitor = await signedInAdministrator(gatehouse);
  for (let n = 0; n < 60; n++) await visitor.submit('/identity/web/admin/new-group', { name: `Group ${n}` });
});

const shown = ({ html }: Seen): readonly number[] =>
  [...html.matchAll(/href="[^"]*\/audit\/(\d+)"/g)].map(([, sequence]) => Number(sequence));
const linkTo = ({ html }: Seen, text: string): string | undefined => {
  const found = [...html.matchAll(/<a class="button"[^>]* href="([^"]*)"[^>]*>([^<]*)</g)];
  return found.map(([, link = '', said]) => (said === text ? decode(link) : undefined)).find(Boolean);
};

describe('the audit log in the console', () => {
  it('is read page by page, from the newest entry to the first, each once', async () => {
    let page = await visitor.get(audit);
    const newest = shown(page);
    const read = [...newest];
    for (let next = linkTo(page, 'Older ones'); next; next = linkTo(page, 'Older ones')) {
      page = await visitor.get(next);
      read.push(...shown(page));
    }
    assert.ok(read.length > newest.length, 'all of them stand on one page');
    const last = read[0] ?? 0;
    assert.deepEqual(
      read,
      Array.from({ length: last }, (_, n) => last - n),
    );
    assert.deepEqual(shown(await visitor.get(linkTo(page, 'Back to the newest') ?? audit)).at(-1), newest.at(-1));
  });

  it('says in its chain where an entry was changed', async () => {
    const entries = gatehouse.db.updateTable('audit_entries').set({ client_ip: '192.0.2.1' });
    const changed = shown(await visitor.get(audit)).at(-1) ?? 0;
    await entries.where('sequence', '=', changed).execute();
    const { html } = await visitor.get(`${audit}/chain?after=0`);
    assert.match(html, new RegExp(`\\b${changed}\\b[^<]*(?:altered|changed)`));
  });
});
