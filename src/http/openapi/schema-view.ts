import { html, type Markup } from '../pages/markup.ts';

/** A schema of the document, as far as it is shown. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly (string | number)[];
  readonly 'x-enum-varnames'?: readonly string[];
  readonly default?: string | number | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | false;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** The name under which a schema refers to another one. */
export const referredName = ({ $ref = '' }: Schema): string => $ref.slice($ref.lastIndexOf('/') + 1);

/** A named schema, folded up. */
export function schemaCard(name: string, schema: Schema): Markup {
  return html`<details id="schema-${name}"><summary><code>${name}</code></summary>${
    schema.properties ? membersTable(schema.properties) : html`<p>${typeOf(schema)}</p>`
  }</details>`;
}

/** The members of an object with their types. */
export const membersTable = (members: Readonly<Record<string, Schema>>): Markup => html`<table>
<thead><tr><th scope="col">Member</th><th scope="col">Type</th></tr></thead>
<tbody>${Object.entries(members).map(
  ([name, schema]) => html`<tr><td><code>${name}</code></td><td>${typeOf(schema)}</td></tr>`,
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
  if (schema.additionalProperties) return html`map from names to ${typeOf(schema.additionalProperties)}`;
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
