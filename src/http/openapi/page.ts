import { createHash } from 'node:crypto';
import type { ApiDocument } from './document.ts';

/** The API as a page that needs neither the internet nor a script: operations by tag, then the schemas. */
export function apiPage(api: ApiDocument, prefix: string): { readonly html: string; readonly style: string } {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const byTag = [...Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? '')].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const { schemas } = api.components as { schemas: Record<string, object> };
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(api.info.title)}</title>
<style>${stylesheet}</style>
</head>
<body>
<header>
<h1>${escaped(api.info.title)} ${escaped(api.info.version)}</h1>
<p>${escaped(api.info.description)} <a href="${escaped(prefix)}/swagger/external/swagger.json">OpenAPI document</a></p>
</header>
<nav aria-label="Groups of operations"><ul>${byTag.map(([tag]) => `<li><a href="#${escaped(tag)}">${escaped(tag)}</a></li>`).join('')}<li><a href="#schemas">Schemas</a></li></ul></nav>
<main>
${byTag.map(([tag, members]) => `<section id="${escaped(tag)}"><h2>${escaped(tag)}</h2>${members.map(card).join('')}</section>`).join('\n')}
<section id="schemas"><h2>Schemas</h2>${Object.entries(schemas)
    .map(
      ([name, schema]) =>
        `<details id="schema-${escaped(name)}"><summary>${escaped(name)}</summary>${block(schema)}</details>`,
    )
    .join('')}</section>
</main>
</body>
</html>
`;
  return { html, style: styleHash };
}

function card({
  method,
  path,
  operation,
}: {
  readonly method: string;
  readonly path: string;
  readonly operation: ApiDocument['paths'][string][string];
}): string {
  const { summary, description, parameters, requestBody, responses, security } = operation as NonNullable<
    typeof operation
  >;
  const scopes = (security as { oauth2?: readonly string[] }[]).flatMap(({ oauth2 = [] }) => oauth2);
  const rows = (parameters as { name: string; in: string; description: string; schema: object }[]).map(
    (parameter) =>
      `<tr><td><code>${escaped(parameter.name)}</code></td><td>${parameter.in}</td><td>${escaped(parameter.description)}</td><td><code>${escaped(JSON.stringify(parameter.schema))}</code></td></tr>`,
  );
  return `<details class="operation"><summary><span class="method ${method.toLowerCase()}">${method}</span> <code>${escaped(path)}</code> <span>${escaped(summary)}</span></summary>
<p>${escaped(description)}</p>
${scopes.length > 0 ? `<p>Scopes: ${scopes.map((scope) => `<code>${escaped(scope)}</code>`).join(' or ')}</p>` : ''}
${rows.length > 0 ? `<table><thead><tr><th>Parameter</th><th>In</th><th>Meaning</th><th>Schema</th></tr></thead><tbody>${rows.join('')}</tbody></table>` : ''}
${requestBody ? `<h3>Body</h3>${block(requestBody)}` : ''}
<h3>Answers</h3>${block(responses)}
</details>`;
}

/** JSON as text, with every schema that it refers to as a link. */
const block = (value: object): string =>
  `<pre>${escaped(JSON.stringify(value, undefined, 2)).replace(
    /#\/components\/schemas\/(\w+)/g,
    '<a href="#schema-$1">$&</a>',
  )}</pre>`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

const stylesheet = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; padding: 0; }
details { border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: .5rem; margin: .5rem 0; padding: .5rem .75rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 700; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; }
pre { overflow-x: auto; font-size: .85rem; }
`;

const styleHash = `sha256-${createHash('sha256').update(stylesheet).digest('base64')}`;
