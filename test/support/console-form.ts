import assert from 'node:assert/strict';
import { decode } from './html-text.ts';
import type { Seen, Visitor } from './visitor.ts';

type Changes = Readonly<Record<string, string | readonly string[]>>;

/** What a notice offers to be undone, with the sentence before it. */
const undoForm = /<div role="status">(?:<p>[^<]*<\/p>)*<\/div>\n<form.*?<\/form>/s;

/** The fields of the form of a page as a browser would send them, with some of them changed. */
export function fieldsOf(html: string, changes: Changes = {}): URLSearchParams {
  const [, form = ''] = /<form class="stack" method="post"[^>]*>(.*?)<\/form>/s.exec(html.replace(undoForm, '')) ?? [];
  const fields = new URLSearchParams();
  const parts = /<input ([^>]*)>|<select ([^>]*)>(.*?)<\/select>|<textarea ([^>]*)>\n?(.*?)<\/textarea>/gs;
  for (const [, input, select, options = '', area, text = ''] of form.matchAll(parts)) {
    const attributes = input ?? select ?? area ?? '';
    const name = attributeOf(attributes, 'name');
    const isBox = /type="(?:checkbox|radio)"/.test(attributes);
    if (name === undefined || (isBox && !/ checked/.test(attributes))) continue;
    const chosen = /<option value="([^"]*)"[^>]* selected/.exec(options) ?? /<option value="([^"]*)"/.exec(options);
    const value =
      select === undefined
        ? area === undefined
          ? (attributeOf(attributes, 'value') ?? '')
          : text
        : (chosen?.[1] ?? '');
    fields.append(name, decode(value));
  }
  for (const [name, values] of Object.entries(changes)) {
    fields.delete(name);
    for (const value of [values].flat()) fields.append(name, value);
  }
  return fields;
}

const attributeOf = (attributes: string, name: string): string | undefined =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];

/** Opens a page, fills in its form and sends it. */
export async function fillIn(visitor: Visitor, path: string, changes: Changes = {}): Promise<Seen> {
  const { html, status } = await visitor.get(path);
  assert.equal(status, 200, path);
  return await visitor.post(path, fieldsOf(html, changes));
}

/** The same, and the form is taken: what the page says to which it leads. */
export async function fillInAndFollow(visitor: Visitor, path: string, changes: Changes = {}): Promise<Seen> {
  const { status, location, html } = await fillIn(visitor, path, changes);
  assert.equal(status, 303, html);
  return await visitor.get(location ?? assert.fail('it leads nowhere'));
}
