import { quoted, type Snippet, type SnippetFacts } from './snippet.ts';

/** A single-page application, with the library that the guide recommends. */
export function browserApplication({ issuer, clientId, scopes, redirectUri, signedOutUri }: SnippetFacts): Snippet {
  const code = `import { UserManager } from 'oidc-client-ts';

const manager = new UserManager({
  authority: ${quoted(issuer)},
  client_id: ${quoted(clientId)},
  redirect_uri: ${quoted(redirectUri)},
  post_logout_redirect_uri: ${quoted(signedOutUri)},
  scope: ${quoted(scopes.join(' '))},
});

if (location.href.startsWith(${quoted(redirectUri)}) && new URLSearchParams(location.search).has('state')) {
  await manager.signinRedirectCallback();
  history.replaceState(null, '', location.pathname);
}
const user = await manager.getUser();
if (!user || user.expired) await manager.signinRedirect();
else console.log(user.profile);`;
  return { language: 'JavaScript', install: 'npm install oidc-client-ts', code };
}
