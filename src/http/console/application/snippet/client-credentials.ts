import { csharpForm, curlForm, nodeForm, powerShellForm, pythonForm } from './forms.ts';
import { inPowerShell, inShell, quoted, type Snippet, type SnippetFacts } from './snippet.ts';

/** A token for the application itself, and a call with it where it opens the API of this server. */
export const clientCredentials = (facts: SnippetFacts): readonly Snippet[] =>
  [curl(facts), node(facts), python(facts), csharp(facts), powerShell(facts)] as const;

const fieldsOf = ({ scopes }: SnippetFacts) => ({ grant_type: 'client_credentials', scope: scopes.join(' ') });

const profileOf = ({ issuer }: SnippetFacts): string => `${issuer}/api/Account/Profile`;

function curl(facts: SnippetFacts): Snippet {
  const code = `ANSWER=$(${curlForm(facts, '/connect/token', fieldsOf(facts))})
TOKEN=$(printf %s "$ANSWER" | sed -n 's/.*"access_token":"\\([^"]*\\)".*/\\1/p')
[ -n "$TOKEN" ] || { printf '%s\\n' "$ANSWER" >&2; exit 1; }
${
  facts.opensApi ? `curl -sS ${inShell(profileOf(facts))} -H "Authorization: Bearer $TOKEN"` : `printf '%s\\n' "$TOKEN"`
}`;
  return { language: 'cURL', code };
}

function node(facts: SnippetFacts): Snippet {
  const code = `const form = ${nodeForm(facts, fieldsOf(facts))};
const answer = await fetch(${quoted(`${facts.issuer}/connect/token`)}, { method: 'POST', body: new URLSearchParams(form) });
const token = await answer.json();
if (!answer.ok) throw new Error(token.error_description ?? token.error);
${
  facts.opensApi
    ? `
const headers = { authorization: \`Bearer \${token.access_token}\` };
const profile = await fetch(${quoted(profileOf(facts))}, { headers });
console.log(await profile.json());`
    : 'console.log(token.access_token);'
}`;
  return { language: 'Node', code };
}

function python(facts: SnippetFacts): Snippet {
  const code = `import json
import os
from urllib.parse import urlencode
from urllib.request import Request, urlopen

form = ${pythonForm(facts, fieldsOf(facts))}
with urlopen(${quoted(`${facts.issuer}/connect/token`)}, urlencode(form).encode()) as answer:
    token = json.load(answer)
${
  facts.opensApi
    ? `
headers = {"Authorization": "Bearer " + token["access_token"]}
with urlopen(Request(${quoted(profileOf(facts))}, headers=headers)) as profile:
    print(json.load(profile))`
    : 'print(token["access_token"])'
}`;
  return { language: 'Python', code };
}

function csharp(facts: SnippetFacts): Snippet {
  const code = `using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

using var http = new HttpClient();
var form = ${csharpForm(facts, fieldsOf(facts))};
var answer = await http.PostAsync(${quoted(`${facts.issuer}/connect/token`)}, new FormUrlEncodedContent(form));
answer.EnsureSuccessStatusCode();
var token = await answer.Content.ReadFromJsonAsync<JsonElement>();
var accessToken = token.GetProperty("access_token").GetString();
${
  facts.opensApi
    ? `
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
Console.WriteLine(await http.GetStringAsync(${quoted(profileOf(facts))}));`
    : 'Console.WriteLine(accessToken);'
}`;
  return { language: 'C#', code };
}

function powerShell(facts: SnippetFacts): Snippet {
  const code = `$form = ${powerShellForm(facts, fieldsOf(facts))}
$token = Invoke-RestMethod -Method Post -Uri ${inPowerShell(`${facts.issuer}/connect/token`)} -Body $form
${
  facts.opensApi
    ? `
$headers = @{ Authorization = "Bearer $($token.access_token)" }
Invoke-RestMethod -Uri ${inPowerShell(profileOf(facts))} -Headers $headers`
    : '$token.access_token'
}`;
  return { language: 'PowerShell', code };
}
