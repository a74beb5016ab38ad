import { html, type Markup } from '../pages/markup.ts';
import { referredName, type Schema } from './schema.ts';

/** A named schema, folded up. */
export function schemaCard(name: string, schema: Schema): Markup {
  const [parent, own] = schema.allOf ?? [];
  const members = schema.properties ?? own?.properties;
  return html`<details id="schema-${name}"><summary><code>${name}</code></summary>${
    schema.description && html`<p>${schema.description}</p>`
  }${parent && html`<p>With the members of ${typeOf(parent)}.</p>`}${
    members ? membersTable(members) : html`<p>${typeOf(schema)}</p>`
  }</details>`;
}

/** The members of an object with their types. */
export const membersTable = (members: Readonly<Record<string, Schema>>): Markup => html`<table>
<thead><tr><th scope="col">Member</th><th scope="col">Meaning</th><th scope="col">Type</th></tr></thead>
<tbody>${Object.entries(members).map(
  ([name, schema]) =>
    html`<tr><td><code>${name}</code></td><td>${schema.description}</td><td>${typeOf(schema)}</td></tr>`,
)}</tbody></table>`;

/** What a value may be, in words, with a link to what has a name. */
export function typeOf(schema: Schema): Markup {
  return html`${plainType(schema)}${schema.nullable && ' or null'}${rangeOf(schema)}`;
}

function plainType(schema: Schema): Markup {
  if (schema.$ref) return html`<a href="#schema-${referredName(schema)}">${referredName(schema)}</a>`;
  const [first, ...rest] = schema.oneOf ?? schema.allOf ?? [];
  if (first) return html`${typeOf(first)}${rest.map((one) => html` or ${typeOf(one)}`)}`;
  if (schema.enum) return html`${schema.enum.map((value, n) => choice(value, schema['x-enum-varnames']?.[n], n))}`;
  if (schema.items) return html`list of ${typeOf(schema.items)}`;
  if (typeof schema.additionalProperties === 'object')
    return html`map from names to ${typeOf(schema.additionalProperties)}`;
  if (schema.type === undefined) return html`anything`;
  return html`${schema.type}${schema.format && ` (${schema.format})`}`;
}

const choice = (value: string | number, name: string | undefined, n: number): Markup =>
  html`${n > 0 && ', '}<code>${value}</code>${name && ` ${name}`}`;

/** Bounds that the type alone does not have. */
function rangeOf({ minimum, maximum, default: fallback }: Schema): string {
  const isBounded = maximum !== undefined && maximum < 2_147_483_647;
  const range = isBounded ? `, ${minimum ?? ''} to ${maximum}` : '';
  return fallback === undefined ? range : `${range}, ${JSON.stringify(fallback)} when absent`;
}
