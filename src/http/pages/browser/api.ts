import { ownParts } from './api-parts.ts';

// The page of the API: Swagger UI, with the description that the server has below the prefix of the page. What the reader
// signs in for stays in its memory; a reload forgets it.

/** What is used of `swagger-ui-dist`, whose script comes first. */
declare const SwaggerUIBundle: (options: object) => {
  initOAuth(options: { readonly clientId: string; readonly usePkceWithAuthorizationCodeGrant: true }): void;
};

interface Description {
  readonly servers: readonly [{ readonly url: string }];
  readonly components: {
    readonly securitySchemes: {
      Session?: object;
      readonly oauth2: { readonly flows: { clientCredentials?: object } };
    };
  };
}

const place = document.querySelector<HTMLElement>('#api');
const dark = matchMedia('(prefers-color-scheme: dark)');

if (place) {
  followTheme();
  dark.addEventListener('change', followTheme);
  await show(place);
}

/** The library has its dark colours under a class. */
function followTheme(): void {
  document.documentElement.classList.toggle('dark-mode', dark.matches);
}

async function show(domNode: HTMLElement): Promise<void> {
  const { description = '', callback = '' } = domNode.dataset;
  const spec = (await (await fetch(description)).json()) as Description;
  const home = new URL(location.pathname + location.search, spec.servers[0].url);
  if (home.origin !== location.origin) domNode.before(wayTo(home));
  // A browser sends its session by itself, and a page is no place for the secret of an application.
  delete spec.components.securitySchemes.Session;
  delete spec.components.securitySchemes.oauth2.flows.clientCredentials;
  const page = SwaggerUIBundle({
    domNode,
    spec,
    oauth2RedirectUrl: new URL(callback, location.origin).href,
    filter: true,
    defaultModelsExpandDepth: 0,
    showExtensions: true,
    tagsSorter: 'alpha',
    validatorUrl: null,
    syntaxHighlight: { theme: 'obsidian' },
    plugins: [ownParts],
    layout: 'ApiLayout',
  });
  const clientId = new URLSearchParams(location.search).get('client_id') ?? '';
  page.initOAuth({ clientId, usePkceWithAuthorizationCodeGrant: true });
}

/** The policy of the page lets it call nothing but the origin that it came from. */
function wayTo({ href }: URL): HTMLElement {
  const note = document.createElement('p');
  const link = Object.assign(document.createElement('a'), { href, textContent: href });
  note.append('To try operations out, open this page at the address of the server: ', link);
  return note;
}
