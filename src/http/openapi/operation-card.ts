import { html, type Markup } from '../pages/markup.ts';
import type { ApiDocument } from './document.ts';
import { curlOf, type DescribedParameter } from './example.ts';
import { membersTable, referredName, type Schema, typeOf } from './schema-view.ts';

export interface DescribedOperation {
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  readonly operation: ApiDocument['paths'][string][string];
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

/** An operation, folded up: who may call it, what it takes and gives, and how to call it from a shell. */
export function operationCard(
  { method, path, operation }: DescribedOperation,
  base: string,
  schemas: Readonly<Record<string, Schema>>,
): Markup {
  const { operationId, summary, description, security } = operation;
  const scopes = (security as readonly { readonly oauth2?: readonly string[] }[]).flatMap(({ oauth2 = [] }) => oauth2);
  const parameters = operation.parameters as readonly DescribedParameter[];
  const aliases = operation['x-aliases'] ?? [];
  const body = operation.requestBody as { readonly required: boolean; readonly content: Content } | undefined;
  const schema = body?.content['application/json']?.schema;
  const members = schema && schemas[referredName(schema)]?.properties;
  const isOpen = security.length === 0;
  return html`<details class="operation" id="${operationId}">
<summary><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code> <span class="what">${summary}</span></summary>
<p>${description}</p>
${aliases.length > 0 && html`<p>Also at ${listed(aliases)}.</p>`}
${scopes.length > 0 && html`<p>Scopes: ${listed(scopes, ' or ')}</p>`}
${parameters.length > 0 && parametersTable(parameters)}
${schema && html`<h3>Body</h3><p>${typeOf(schema)}${!body?.required && ', which may be left out'}</p>`}
${members && membersTable(members)}
<h3>Answers</h3>
${answersTable(operation.responses as Readonly<Record<string, DescribedAnswer>>)}
<h3>Example</h3>
<pre><code>${curlOf({ method, url: `${base}${path}`, parameters, body: schema, isOpen }, schemas)}</code></pre>
</details>`;
}

const listed = (names: readonly string[], separator = ', '): readonly Markup[] =>
  names.map((name, n) => html`${n > 0 && separator}<code>${name}</code>`);

const parametersTable = (parameters: readonly DescribedParameter[]): Markup => html`<table>
<thead><tr><th scope="col">Parameter</th><th scope="col">In</th><th scope="col">Meaning</th><th scope="col">Type</th></tr></thead>
<tbody>${parameters.map(
  ({ name, in: place, description, schema }) =>
    html`<tr><td><code>${name}</code></td><td>${place}</td><td>${description}</td><td>${typeOf(schema)}</td></tr>`,
)}</tbody></table>`;

interface DescribedAnswer {
  readonly description: string;
  readonly content?: Content;
}

const answersTable = (answers: Readonly<Record<string, DescribedAnswer>>): Markup => html`<table>
<thead><tr><th scope="col">Status</th><th scope="col">Meaning</th><th scope="col">Body</th></tr></thead>
<tbody>${Object.entries(answers).map(
  ([status, { description, content = {} }]) =>
    html`<tr><td><code>${status}</code></td><td>${description}</td><td>${Object.entries(content).map(bodyOf)}</td></tr>`,
)}</tbody></table>`;

/** Problems have one form everywhere, which the documents describe. */
const bodyOf = ([mediaType, { schema }]: [string, { readonly schema: Schema }]): Markup =>
  html`<div><code>${mediaType}</code> ${schema.properties ? '' : typeOf(schema)}</div>`;
