import { curlForm, powerShellForm } from './forms.ts';
import { inPowerShell, inShell, type Snippet, type SnippetFacts } from './snippet.ts';

/**
 * The code flow with PKCE in a shell (RFC 6749 section 4.1, RFC 7636): the person opens the address, signs in, and pastes
 * where the browser was sent. For trying an application out, whatever its redirect URI is.
 */
export const pastedCode = (facts: SnippetFacts): readonly Snippet[] => [curl(facts), powerShell(facts)] as const;

/** The request as far as it is the same each time. */
function addressOf({ issuer, clientId, redirectUri, scopes }: SnippetFacts): string {
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope: scopes.join(' ') },
    code_challenge_method: 'S256',
  });
  return `${issuer}/connect/authorize?${query}`;
}

const exchanged = ({ redirectUri }: SnippetFacts) => ({ grant_type: 'authorization_code', redirect_uri: redirectUri });

function curl(facts: SnippetFacts): Snippet {
  const variables = { code: '$CODE', code_verifier: '$VERIFIER' };
  const code = `STATE=$(openssl rand -hex 16)
VERIFIER=$(openssl rand -hex 32)
CHALLENGE=$(printf %s "$VERIFIER" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d '=')

printf 'Open in a browser: %s&state=%s&code_challenge=%s\\n' ${inShell(addressOf(facts))} "$STATE" "$CHALLENGE"
printf 'Paste the address to which the browser was sent: '
read -r ADDRESS
case $ADDRESS in
  *"state=$STATE"*) ;;
  *) echo 'That is no answer to this request.' >&2; exit 1 ;;
esac

CODE=$(printf %s "$ADDRESS" | sed -n 's/.*[?&]code=\\([^&]*\\).*/\\1/p')
${curlForm(facts, '/connect/token', exchanged(facts), variables)}`;
  return { language: 'cURL', code };
}

function powerShell(facts: SnippetFacts): Snippet {
  const variables = { code: '$answer["code"]', code_verifier: '$verifier' };
  const code = `#requires -Version 7.1
function New-RandomText {
    -join ((1..64) | ForEach-Object { '{0:x}' -f [Security.Cryptography.RandomNumberGenerator]::GetInt32(16) })
}
$state = New-RandomText
$verifier = New-RandomText
$hash = [Security.Cryptography.SHA256]::HashData([Text.Encoding]::ASCII.GetBytes($verifier))
$challenge = [Convert]::ToBase64String($hash).TrimEnd('=').Replace('+', '-').Replace('/', '_')

$address = ${inPowerShell(addressOf(facts))}
"Open in a browser: $address&state=$state&code_challenge=$challenge"
$sent = [Uri](Read-Host 'Paste the address to which the browser was sent')
$answer = [Web.HttpUtility]::ParseQueryString($sent.Query)
if ($answer['state'] -ne $state) { throw 'That is no answer to this request.' }

$form = ${powerShellForm(facts, exchanged(facts), variables)}
Invoke-RestMethod -Method Post -Uri ${inPowerShell(`${facts.issuer}/connect/token`)} -Body $form`;
  return { language: 'PowerShell', code };
}
