import { html, type Markup } from '../pages/markup.ts';
import type { ApiDocument } from './document.ts';
import { curlOf } from './example.ts';
import type { DescribedAnswer, DescribedParameter, Operation } from './operation.ts';
import { type Components, referredName } from './schema.ts';
import { membersTable, typeOf } from './schema-view.ts';

export interface DescribedOperation {
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  readonly url: string;
  readonly operation: Operation;
}

/** An operation, folded up: who may call it, what it takes and gives, and how to call it from a shell. */
export function operationCard({ method, path, url, operation }: DescribedOperation, api: ApiDocument): Markup {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const scopes = (operation.security as readonly { readonly oauth2?: readonly string[] }[]).flatMap(
    ({ oauth2 = [] }) => oauth2,
  );
  const aliases = operation['x-aliases'] ?? [];
  const schema = requestBody?.content['application/json']?.schema;
  const members = schema && (api.components.schemas as Components)[referredName(schema)]?.properties;
  return html`<details class="operation" id="${operationId}">
<summary><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code> <span class="what">${summary}</span></summary>
<p>${description}</p>
${aliases.length > 0 && html`<p>Also at ${listed(aliases)}.</p>`}
${scopes.length > 0 && html`<p>Scopes: ${listed(scopes, ' or ')}</p>`}
${parameters.length > 0 && parametersTable(parameters)}
${schema && html`<h3>Body</h3><p>${typeOf(schema)}${!requestBody?.required && ', which may be left out'}</p>`}
${members && membersTable(members)}
<h3>Answers</h3>
${answersTable(responses, api)}
<h3>Example</h3>
<pre><code>${curlOf(method, url, operation)}</code></pre>
${answerOf(responses)}
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

type Answers = Readonly<Record<string, DescribedAnswer>>;

const answersTable = (answers: Answers, { components }: ApiDocument): Markup => html`<table>
<thead><tr><th scope="col">Status</th><th scope="col">Meaning</th><th scope="col">Body</th></tr></thead>
<tbody>${Object.entries(answers).map(([status, answer]) => {
  const named = (components.responses as Answers)[referredName(answer)];
  const { description, content = {} } = named ?? answer;
  return html`<tr><td><code>${status}</code></td><td>${description}</td><td>${Object.entries(content).map(
    ([mediaType, { schema }]) => html`<div><code>${mediaType}</code> ${typeOf(schema)}</div>`,
  )}</td></tr>`;
})}</tbody></table>`;

/** What comes back when all is well. */
function answerOf(answers: Answers): Markup | undefined {
  const example = Object.values(answers).flatMap(({ content }) => content?.['application/json']?.example ?? [])[0];
  return example === undefined ? undefined : html`<pre><code>${JSON.stringify(example, null, 2)}</code></pre>`;
}
