import { csharpForm, curlForm, nodeForm, powerShellForm, pythonForm } from './forms.ts';
import { inPowerShell, quoted, type Snippet, type SnippetFacts } from './snippet.ts';

/** A code that the person types in on another device, and waiting for it (RFC 8628 section 3). */
export const deviceFlow = (facts: SnippetFacts): readonly Snippet[] =>
  [curl(facts), node(facts), python(facts), csharp(facts), powerShell(facts)] as const;

const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
const start = '/connect/deviceauthorization';
const asked = ({ scopes }: SnippetFacts) => ({ scope: scopes.join(' ') });

function curl(facts: SnippetFacts): Snippet {
  const code = `member() { printf %s "$1" | sed -n "s/.*\\"$2\\":\\"\\{0,1\\}\\([^\\",}]*\\).*/\\1/p"; }

DEVICE=$(${curlForm(facts, start, asked(facts))})
DEVICE_CODE=$(member "$DEVICE" device_code)
echo "Open $(member "$DEVICE" verification_uri) and type $(member "$DEVICE" user_code)"

while :; do
  sleep "$(member "$DEVICE" interval)"
  TOKEN=$(${curlForm(facts, '/connect/token', { grant_type: grantType }, { device_code: '$DEVICE_CODE' })})
  case $(member "$TOKEN" error) in
    authorization_pending | slow_down) ;;
    *) break ;;
  esac
done
printf '%s\\n' "$TOKEN"`;
  return { language: 'cURL', code };
}

function node(facts: SnippetFacts): Snippet {
  const { issuer } = facts;
  const code = `import { setTimeout } from 'node:timers/promises';

async function ask(path, form) {
  const answer = await fetch(${quoted(issuer)} + path, { method: 'POST', body: new URLSearchParams(form) });
  return await answer.json();
}

const device = await ask(${quoted(start)}, ${nodeForm(facts, asked(facts))});
console.log(\`Open \${device.verification_uri} and type \${device.user_code}\`);

let token;
do {
  await setTimeout(device.interval * 1000);
  token = await ask('/connect/token', ${nodeForm(facts, { grant_type: grantType }, { device_code: 'device.device_code' })});
} while (token.error === 'authorization_pending' || token.error === 'slow_down');
if (token.error) throw new Error(token.error_description ?? token.error);
console.log(token);`;
  return { language: 'Node', code };
}

function python(facts: SnippetFacts): Snippet {
  const { issuer } = facts;
  const code = `import json
import os
import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen


def ask(path, form):
    try:
        with urlopen(${quoted(issuer)} + path, urlencode(form).encode()) as answer:
            return json.load(answer)
    except HTTPError as refusal:
        return json.load(refusal)


device = ask(${quoted(start)}, ${pythonForm(facts, asked(facts))})
print("Open", device["verification_uri"], "and type", device["user_code"], flush=True)

token = {"error": "authorization_pending"}
while token.get("error") in ("authorization_pending", "slow_down"):
    time.sleep(device["interval"])
    token = ask("/connect/token", ${pythonForm(facts, { grant_type: grantType }, { device_code: 'device["device_code"]' }).replaceAll('\n', '\n    ')})
print(json.dumps(token))`;
  return { language: 'Python', code };
}

function csharp(facts: SnippetFacts): Snippet {
  const code = `using System.Net.Http.Json;
using System.Text.Json;

using var http = new HttpClient();
async Task<JsonElement> Ask(string path, Dictionary<string, string> form) =>
    await (await http.PostAsync(${quoted(facts.issuer)} + path, new FormUrlEncodedContent(form)))
        .Content.ReadFromJsonAsync<JsonElement>();

var device = await Ask(${quoted(start)}, ${csharpForm(facts, asked(facts))});
Console.WriteLine($"Open {device.GetProperty("verification_uri")} and type {device.GetProperty("user_code")}");

while (true)
{
    await Task.Delay(TimeSpan.FromSeconds(device.GetProperty("interval").GetInt32()));
    var token = await Ask("/connect/token", ${csharpForm(facts, { grant_type: grantType }, { device_code: 'device.GetProperty("device_code").GetString()!' }).replaceAll('\n', '\n    ')});
    var error = token.TryGetProperty("error", out var code) ? code.GetString() : null;
    if (error is "authorization_pending" or "slow_down") continue;
    Console.WriteLine(token);
    break;
}`;
  return { language: 'C#', code };
}

function powerShell(facts: SnippetFacts): Snippet {
  const issuer = inPowerShell(facts.issuer);
  const form = powerShellForm(facts, { grant_type: grantType }, { device_code: '$device.device_code' });
  const code = `#requires -Version 7
$issuer = ${issuer}
$device = Invoke-RestMethod -Method Post -Uri "$issuer${start}" -Body ${powerShellForm(facts, asked(facts))}
"Open $($device.verification_uri) and type $($device.user_code)"

$form = ${form}
do {
    Start-Sleep -Seconds $device.interval
    $token = Invoke-RestMethod -Method Post -Uri "$issuer/connect/token" -Body $form -SkipHttpErrorCheck
} while ($token.error -in 'authorization_pending', 'slow_down')
$token`;
  return { language: 'PowerShell', code };
}
