// The page of the API: Swagger UI, with the description that the server has below the prefix of the page. What the reader
// signs in for stays in its memory; a reload forgets it.

/** What is used of `swagger-ui-dist`, whose script comes first. */
declare const SwaggerUIBundle: (options: object) => {
  initOAuth(options: { readonly clientId: string; readonly usePkceWithAuthorizationCodeGrant: true }): void;
};

type Component = string | ((props: object) => object);

interface Library {
  readonly React: { createElement(component: Component, props: object | null, ...children: unknown[]): object };
}

interface Layout {
  getComponent(name: string, isContainer: true): Component;
}

interface Description {
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

/** The parts of the library in an order of ours, below headings and with labels that a screen reader can follow. */
function ownParts({ React: { createElement } }: Library): object {
  const shown = ['SvgAssets', 'errors', 'AuthorizeBtnContainer', 'FilterContainer', 'operations', 'Models'];
  const ApiLayout = ({ getComponent }: Layout) =>
    createElement(
      'div',
      { className: 'swagger-ui' },
      shown.map((key) => createElement(getComponent(key, true), { key })),
    );
  const ExamplesSelect = (original: Component) => (props: object) => {
    const label = createElement('span', { className: 'visually-hidden' }, 'Example');
    return createElement('label', null, label, createElement(original, { ...props, showLabels: false }));
  };
  const TextArea = (original: Component) => (props: object) =>
    createElement(original, { 'aria-label': 'Request body', ...props });
  return { components: { ApiLayout }, wrapComponents: { ExamplesSelect, TextArea } };
}
