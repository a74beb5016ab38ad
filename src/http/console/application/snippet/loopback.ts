import { csharpForm, nodeForm, pythonForm } from './forms.ts';
import { quoted, type Snippet, type SnippetFacts } from './snippet.ts';

/**
 * The code flow with PKCE of a program on the person's own machine (RFC 8252 section 7.3): it opens the browser and takes
 * the answer at an address of the machine. Where the registered one has no port, any port is right.
 */
export const loopbackProgram = (facts: SnippetFacts): readonly Snippet[] =>
  [node(facts), python(facts), csharp(facts)] as const;

/** A program that is registered without a port needs some port; a busy one is easily changed here. */
const usualPort = '49152';

function placeOf({ redirectUri }: SnippetFacts) {
  const url = new URL(redirectUri);
  const isAnyPort = url.port === '';
  if (isAnyPort) url.port = usualPort;
  const host = url.hostname.replaceAll(/[[\]]/g, '');
  return { address: isAnyPort ? url.href : redirectUri, host, port: url.port, path: url.pathname };
}

const fields = (redirectUri: string) => ({ grant_type: 'authorization_code', redirect_uri: redirectUri });

function node(facts: SnippetFacts): Snippet {
  const { address, host, port } = placeOf(facts);
  const code = `import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

const issuer = ${quoted(facts.issuer)};
const state = randomBytes(16).toString('hex');
const verifier = randomBytes(32).toString('hex');
const query = new URLSearchParams({
  response_type: 'code',
  client_id: ${quoted(facts.clientId)},
  redirect_uri: ${quoted(address)},
  scope: ${quoted(facts.scopes.join(' '))},
  state,
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
});
const server = createServer().listen(${port}, ${quoted(host)});
await once(server, 'listening');
console.log(\`Open in a browser: \${issuer}/connect/authorize?\${query}\`);

const [request, response] = await once(server, 'request');
response.end('You can close this window.');
server.close();
const sent = new URL(request.url, ${quoted(address)}).searchParams;
if (sent.get('state') !== state) throw new Error('That is no answer to this request.');
if (sent.has('error')) throw new Error(sent.get('error_description') ?? sent.get('error'));

const form = ${nodeForm(facts, fields(address), { code: "sent.get('code')", code_verifier: 'verifier' })};
const answer = await fetch(\`\${issuer}/connect/token\`, { method: 'POST', body: new URLSearchParams(form) });
console.log(await answer.json());`;
  return { language: 'Node', code };
}

function python(facts: SnippetFacts): Snippet {
  const { address, host, port } = placeOf(facts);
  const code = `import base64
import hashlib
import json
import os
import secrets
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

issuer = ${quoted(facts.issuer)}
state = secrets.token_hex(16)
verifier = secrets.token_hex(32)
challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
query = {
    "response_type": "code",
    "client_id": ${quoted(facts.clientId)},
    "redirect_uri": ${quoted(address)},
    "scope": ${quoted(facts.scopes.join(' '))},
    "state": state,
    "code_challenge": challenge,
    "code_challenge_method": "S256",
}
sent = {}


class Callback(BaseHTTPRequestHandler):
    def do_GET(self):
        sent.update(parse_qs(urlsplit(self.path).query))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"You can close this window.")

    def log_message(self, *_):
        pass


with HTTPServer((${quoted(host)}, ${port}), Callback) as server:
    print("Open in a browser: " + issuer + "/connect/authorize?" + urlencode(query), flush=True)
    server.handle_request()
if sent.get("state") != [state] or "code" not in sent:
    raise SystemExit("Not signed in: " + str(sent.get("error_description", sent.get("error", "no answer to this request"))))

form = ${pythonForm(facts, fields(address), { code: 'sent["code"][0]', code_verifier: 'verifier' })}
with urlopen(issuer + "/connect/token", urlencode(form).encode()) as answer:
    print(json.dumps(json.load(answer)))`;
  return { language: 'Python', code };
}

function csharp(facts: SnippetFacts): Snippet {
  const { address, path } = placeOf(facts);
  const folder = address.slice(0, address.length - path.length) + path.slice(0, path.lastIndexOf('/') + 1);
  const code = `using System.Net;
using System.Security.Cryptography;
using System.Text;

const string issuer = ${quoted(facts.issuer)};
const string callback = ${quoted(address)};
var state = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
var verifier = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
var hash = SHA256.HashData(Encoding.ASCII.GetBytes(verifier));
var challenge = Convert.ToBase64String(hash).TrimEnd('=').Replace('+', '-').Replace('/', '_');

using var listener = new HttpListener();
listener.Prefixes.Add(${quoted(folder)});
listener.Start();
Console.WriteLine($"Open in a browser: {issuer}/connect/authorize?response_type=code"
    + "&client_id=" + Uri.EscapeDataString(${quoted(facts.clientId)}) + "&redirect_uri=" + Uri.EscapeDataString(callback)
    + "&scope=" + Uri.EscapeDataString(${quoted(facts.scopes.join(' '))})
    + $"&state={state}&code_challenge={challenge}&code_challenge_method=S256");

var sent = await listener.GetContextAsync();
sent.Response.Close(Encoding.UTF8.GetBytes("You can close this window."), false);
var answer = sent.Request.QueryString;
if (answer["state"] != state || answer["code"] is null) throw new Exception(answer["error"] ?? "No answer to this request.");

var form = ${csharpForm(facts, { grant_type: 'authorization_code' }, { redirect_uri: 'callback', code: 'answer["code"]!', code_verifier: 'verifier' })};
using var http = new HttpClient();
var token = await http.PostAsync($"{issuer}/connect/token", new FormUrlEncodedContent(form));
Console.WriteLine(await token.Content.ReadAsStringAsync());`;
  return { language: 'C#', code };
}
