// What is ours within Swagger UI, as its plugin: another order, labels for a screen reader, and a search in every word.

type Component = string | ((props: never) => object);

interface Library {
  readonly React: { createElement(component: Component, props: object | null, ...children: unknown[]): object };
}

interface Layout {
  getComponent(name: string, isContainer: true): Component;
}

interface Search {
  readonly layoutActions: { updateFilter(phrase: string): void };
}

/** A map or list of the library's own kind. */
interface Collection {
  readonly size: number;
  get(key: string): Collection;
  getIn(path: readonly string[]): unknown;
  set(key: string, value: Collection): Collection;
  map(change: (value: Collection, key: string) => Collection): Collection;
  filter(isKept: (value: Collection) => boolean): Collection;
}

const shown = ['SvgAssets', 'errors', 'AuthorizeBtnContainer', 'ApiSearch', 'operations', 'Models'];

export function ownParts({ React: { createElement } }: Library): object {
  const ApiLayout = ({ getComponent }: Layout) => {
    const parts = shown.map((key) => createElement(getComponent(key, true), { key }));
    return createElement('div', { className: 'swagger-ui' }, parts);
  };
  const ApiSearch = ({ layoutActions }: Search) =>
    createElement('input', {
      ...{ type: 'search', className: 'operation-filter-input', placeholder: 'Search', 'aria-label': 'Search' },
      onChange: ({ target }: { readonly target: HTMLInputElement }) => layoutActions.updateFilter(target.value),
    });
  const ExamplesSelect = (original: Component) => (props: object) => {
    const label = createElement('span', { className: 'visually-hidden' }, 'Example');
    return createElement('label', null, label, createElement(original, { ...props, showLabels: false }));
  };
  const TextArea = (original: Component) => (props: object) =>
    createElement(original, { 'aria-label': 'Request body', ...props });
  return {
    components: { ApiLayout, ApiSearch },
    wrapComponents: { ExamplesSelect, TextArea },
    fn: { opsFilter },
  };
}

/** The operations of each tag that have all the words somewhere in what the list shows of them. */
function opsFilter(tags: Collection, phrase: string): Collection {
  const words = phrase.toLowerCase().split(/\s+/);
  const has = (tag: string) => (one: Collection) => {
    const facts = [['method'], ['path'], ['operation', 'summary']].map((path) => one.getIn(path));
    const text = [tag, ...facts].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return tags
    .map((members, tag) => members.set('operations', members.get('operations').filter(has(tag))))
    .filter((members) => members.get('operations').size > 0);
}
