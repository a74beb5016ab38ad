/** HTML that is safe to send. Only `html` makes it, so that no text reaches a page without being escaped. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand between the tags of a template: text is escaped, absent things leave nothing behind. */
type Part = Markup | string | number | false | null | undefined | readonly Part[];

/** A template whose values are escaped, in text and in quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
  // Written out: pages of a thousand rows are put together of tens of thousands of these.
  let text = strings[0] ?? '';
  for (let index = 0; index < values.length; index += 1) text += render(values[index]) + (strings[index + 1] ?? '');
  return new Markup(text);
}

function render(part: Part): string {
  if (part instanceof Markup) return part.toString();
  if (part === undefined || part === null || part === false) return '';
  if (Array.isArray(part)) return part.map(render).join('');
  return escapeHtml(String(part));
}

/** A name or an address of one long word, which is broken after `@` and before a dot, if it must be. */
export const longWord = (text: string | null | undefined): Markup | undefined =>
  text
    ? html`${text.split(/(?<=@)|(?=\.)/).map((part, index) => html`${index > 0 && html`<wbr>`}${part}`)}`
    : undefined;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Most texts have none of them, which is seen in a fraction of the time. */
const escapeHtml = (text: string): string =>
  /[&<>"']/.test(text) ? text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '') : text;
