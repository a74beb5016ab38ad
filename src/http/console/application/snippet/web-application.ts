import { clientFields, proofs, quoted, type Snippet, type SnippetFacts } from './snippet.ts';

/**
 * A web application that signs people in, with the library that is usual in each language. Those of Python and C# take an
 * assertion only from code that depends on where it comes from.
 */
export const webApplication = (facts: SnippetFacts): readonly Snippet[] =>
  facts.proof === 'assertion' ? [node(facts)] : [node(facts), python(facts), csharp(facts)];

/** Where the application answers, below its own address. */
const placesOf = ({ redirectUri, signedOutUri }: SnippetFacts) => {
  const { origin, pathname } = new URL(redirectUri);
  const signedOut = URL.parse(signedOutUri)?.pathname ?? '/';
  return { site: origin, callback: pathname, signedOut };
};

function node(facts: SnippetFacts): Snippet {
  const { site, callback } = placesOf(facts);
  const { port, hostname } = new URL(site);
  const fields = Object.entries(clientFields(facts)).map(([name, value]) => `  body.set('${name}', ${quoted(value)});`);
  const { variable, field } = proofs[facts.proof === 'assertion' ? 'assertion' : 'secret'];
  const authentication = `(_server, _client, body) => {
${fields.join('\n')}
  body.set('${field}', process.env.${variable});
}`;
  const code = `import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import * as client from 'openid-client';

const issuer = new URL(${quoted(facts.issuer)});
const site = ${quoted(site)};
const options = issuer.protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {};
const authentication = ${authentication};
const config = await client.discovery(issuer, ${quoted(facts.clientId)}, undefined, authentication, options);
const sessions = new Map();

/** Returns a text, or where the browser is to go. */
async function answer(session, url) {
  if (url.pathname === ${quoted(callback)} && session.checks) {
    const tokens = await client.authorizationCodeGrant(config, url, session.checks);
    session.checks = undefined;
    session.person = tokens.claims();
    return new URL(site);
  }
  if (session.person) return 'Hello, ' + (session.person.preferred_username ?? session.person.sub);
  session.checks = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState() };
  return client.buildAuthorizationUrl(config, {
    redirect_uri: ${quoted(facts.redirectUri)},
    scope: ${quoted(facts.scopes.join(' '))},
    code_challenge: await client.calculatePKCECodeChallenge(session.checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: session.checks.expectedState,
  });
}

createServer(async (request, response) => {
  try {
    let id = /session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
    if (!sessions.has(id)) {
      id = randomUUID();
      sessions.set(id, {});
      response.setHeader('set-cookie', \`session=\${id}; HttpOnly; SameSite=Lax; Path=/\`);
    }
    const next = await answer(sessions.get(id), new URL(request.url, site));
    if (next instanceof URL) response.writeHead(302, { location: next.href }).end();
    else response.setHeader('content-type', 'text/plain; charset=utf-8').end(next);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end('Signing in failed.');
  }
}).listen(${port || '3000'}${isLocal(hostname) ? `, ${quoted(hostname)}` : ''});
console.log('Open in a browser: ' + site);`;
  return { language: 'Node', install: 'npm install openid-client', code };
}

const isLocal = (hostname: string): boolean => /^(?:localhost|127\.[\d.]+)$/.test(hostname);

function python(facts: SnippetFacts): Snippet {
  const { site, callback } = placesOf(facts);
  const { port } = new URL(site);
  const code = `import os
import secrets

from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, session, url_for

app = Flask(__name__)
app.secret_key = os.environ.get("SESSION_KEY") or secrets.token_hex(32)
gatehouse = OAuth(app).register(
    "gatehouse",
    client_id=${quoted(facts.clientId)},
    client_secret=os.environ["${proofs.secret.variable}"],
    server_metadata_url=${quoted(`${facts.issuer}/.well-known/openid-configuration`)},
    client_kwargs={
        "scope": ${quoted(facts.scopes.join(' '))},
        "code_challenge_method": "S256",
        "token_endpoint_auth_method": "client_secret_post",
    },
)


@app.get("/")
def home():
    if "person" in session:
        return "Hello, " + session["person"].get("preferred_username", session["person"]["sub"])
    return gatehouse.authorize_redirect(${quoted(facts.redirectUri)})


@app.get(${quoted(callback)}, endpoint="callback")
def callback():
    session["person"] = dict(gatehouse.authorize_access_token()["userinfo"])
    return redirect(url_for("home"))


if __name__ == "__main__":
    app.run(port=${port || '3000'})`;
  return { language: 'Python', install: 'pip install authlib flask requests', code };
}

function csharp(facts: SnippetFacts): Snippet {
  const { callback, signedOut } = placesOf(facts);
  const scopes = facts.scopes.map((scope) => `        options.Scope.Add(${quoted(scope)});`).join('\n');
  const code = `using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthorization();
builder.Services
    .AddAuthentication(options =>
    {
        options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
    })
    .AddCookie()
    .AddOpenIdConnect(options =>
    {
        options.Authority = ${quoted(facts.issuer)};
        options.RequireHttpsMetadata = ${facts.issuer.startsWith('https:')};
        options.ClientId = ${quoted(facts.clientId)};
        options.ClientSecret = Environment.GetEnvironmentVariable("${proofs.secret.variable}");
        options.ResponseType = "code";
        options.UsePkce = true;
        options.CallbackPath = ${quoted(callback)};
        options.SignedOutCallbackPath = ${quoted(signedOut)};
        options.MapInboundClaims = false;
        options.TokenValidationParameters.NameClaimType = "preferred_username";
        options.Scope.Clear();
${scopes}
    });

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.MapGet("/", (HttpContext context) => $"Hello, {context.User.Identity?.Name}").RequireAuthorization();
app.Run();`;
  return { language: 'C#', install: 'dotnet add package Microsoft.AspNetCore.Authentication.OpenIdConnect', code };
}
