import { builtInResources } from '../../../directory/api-resource.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { loadResources, type ResourceAnswer } from '../application/dto.ts';
import { type ConsolePage, type ConsoleVisit, consoleUrl } from '../page.ts';
import { emptyState, linkButton, panel } from '../panels.ts';
import { table } from '../table.ts';

/** `api-resources`: the APIs of the organization, and those that are there from the start. */
export const listPage: ConsolePage = {
  path: 'api-resources',
  area: 'apiResources',
  show: async (visit) => {
    const { t } = visit;
    const all = await loadResources(visit);
    const own = all.filter((resource) => !isBuiltIn(resource));
    const add = linkButton(t('console.resource.new'), consoleUrl(visit, 'api-resources/new'), 'first');
    const body = html`${
      own.length === 0
        ? emptyState(t('console.resource.noneTitle'), t('console.resource.about'), add)
        : html`<p class="quiet">${t('console.resource.about')}</p><section class="panel">${resources(visit, own, true)}</section>`
    }
${panel(t('console.resource.builtIn'), html`<p class="quiet">${t('console.resource.builtInText')}</p>${resources(visit, all.filter(isBuiltIn), false)}`)}`;
    return { title: t('console.area.apiResources'), body, ...(own.length > 0 && { actions: add }) };
  },
};

/** Those of the host that were registered for every organization can be seen everywhere, and are changed there. */
const isBuiltIn = ({ name }: ResourceAnswer): boolean => builtInResources.some((one) => one.name === name);

const resources = (visit: ConsoleVisit, rows: readonly ResourceAnswer[], areOwn: boolean): Markup =>
  table(visit, {
    ...{ caption: visit.t(areOwn ? 'console.area.apiResources' : 'console.resource.builtIn'), rows },
    columns: [
      {
        label: visit.t('console.resource.displayName'),
        cell: ({ name, displayName }) =>
          areOwn
            ? html`<a href="${consoleUrl(visit, 'api-resources/edit', { name })}">${displayName}</a>`
            : displayName,
      },
      { label: visit.t('console.resource.name'), cell: ({ name }) => html`<code>${name}</code>` },
      { label: visit.t('console.resource.scopes'), isNumber: true, cell: ({ scopes }) => scopes.length },
      { label: visit.t('console.resource.description'), cell: ({ description }) => description },
    ],
  });
