import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../page.ts';
import { linkButton, panel } from '../panels.ts';
import { table } from '../table.ts';
import type { ClientAnswer } from './dto.ts';
import { applicationUrl } from './urls.ts';

/** Issuers that vouch for the application, so that it needs no secret. */
export function credentialPanel(visit: ConsoleVisit, client: ClientAnswer): Markup {
  const { t } = visit;
  const rows = client.federatedCredentials ?? [];
  const at = (id: string, page = '') => applicationUrl(visit, client.id, `federated-credentials/${id}${page}`);
  const content =
    rows.length === 0
      ? html`<p class="quiet">${t('console.application.credentials.none')}</p>`
      : table(visit, {
          ...{ caption: t('console.application.credentials'), rows },
          columns: [
            { label: t('console.application.name'), cell: ({ id, name }) => html`<a href="${at(id)}">${name}</a>` },
            { label: t('console.application.credential.issuer'), cell: ({ issuer }) => html`<code>${issuer}</code>` },
            {
              label: t('console.application.credential.subject'),
              cell: ({ subject }) => html`<code>${subject}</code>`,
            },
            {
              label: t('console.application.actions'),
              cell: ({ id, name }) =>
                html`<a class="button grave" href="${at(id, '/delete')}" aria-label="${t('console.application.deleteOne', { secret: name })}">${t('console.delete')}</a>`,
            },
          ],
        });
  const add = linkButton(t('console.add'), at('new'));
  return panel(t('console.application.credentials'), content, add);
}
