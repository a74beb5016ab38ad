import { endsSoon } from '../../../directory/expiring-credential.ts';
import type { Wire } from '../../../operation/answer-shape.ts';
import type { KeptSecret } from '../../api/external-client-secret.ts';
import { date, exactly } from '../../pages/date-time.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../page.ts';
import { badge, linkButton, panel } from '../panels.ts';
import { table } from '../table.ts';
import type { ClientAnswer } from './dto.ts';
import { applicationUrl } from './urls.ts';

export type SecretAnswer = Wire<typeof KeptSecret>;

export const loadSecrets = (visit: ConsoleVisit, { id }: ClientAnswer): Promise<readonly SecretAnswer[]> =>
  visit.call('ExternalClient_GetSecrets', {
    parameters: { partitionGlobalId: visit.organization.id, clientId: id },
  });

/** How a secret is called where it has no description. */
export const secretName = (visit: ConsoleVisit, { description, creationTime }: SecretAnswer): string =>
  description || visit.t('console.application.secretOf', { date: exactly(visit, Date.parse(creationTime)) });

export const isOver = ({ now }: ConsoleVisit, { expiryTime }: SecretAnswer): boolean =>
  expiryTime !== null && Date.parse(expiryTime) <= now;

/** The secrets without their values: when each ends, when it was used last, and what can be done with it. */
export function secretPanel(visit: ConsoleVisit, client: ClientAnswer, secrets: readonly SecretAnswer[]): Markup {
  const { t } = visit;
  const add = linkButton(t('console.application.newSecret'), applicationUrl(visit, client.id, 'secrets/new'));
  const content =
    secrets.length === 0
      ? html`<p>${t('console.application.noSecret')}</p>`
      : html`${table(visit, {
          caption: t('console.application.secrets'),
          rows: secrets,
          columns: [
            { label: t('console.application.secret'), cell: (one) => secretName(visit, one) },
            { label: t('console.state'), cell: (one) => state(visit, one) },
            {
              label: t('console.application.ends'),
              cell: (one) => moment(visit, one.expiryTime, 'console.application.endless'),
            },
            { label: t('console.application.lastUsed'), cell: (one) => moment(visit, one.lastUsedTime, 'page.never') },
            { label: t('console.application.made'), cell: (one) => moment(visit, one.creationTime, 'page.never') },
            { label: t('console.application.actions'), cell: (one) => actions(visit, client, one) },
          ],
        })}<p class="hint">${t('console.application.secretsText')}</p>`;
  return panel(t('console.application.secrets'), content, add);
}

const moment = (visit: ConsoleVisit, at: string | null, none: 'page.never' | 'console.application.endless') =>
  at === null ? visit.t(none) : date(visit, Date.parse(at));

function state(visit: ConsoleVisit, secret: SecretAnswer): Markup {
  const { t } = visit;
  if (isOver(visit, secret)) return badge(t('console.application.over'), 'off');
  if (secret.replacedTime !== null) return badge(t('console.application.replaced'), 'warn');
  const isSoon = secret.expiryTime !== null && endsSoon(Date.parse(secret.expiryTime), visit.now);
  return isSoon ? badge(t('console.application.endsSoon'), 'warn') : badge(t('console.application.good'));
}

function actions(visit: ConsoleVisit, { id: clientId }: ClientAnswer, secret: SecretAnswer): Markup {
  const { t } = visit;
  const name = secretName(visit, secret);
  const id = String(secret.id);
  const replace = applicationUrl(visit, clientId, 'secrets/new', { replaces: id });
  return html`<span class="buttons">${
    !isOver(visit, secret) &&
    html`<a class="button" href="${replace}" aria-label="${t('console.application.replaceOne', { secret: name })}">${t('console.application.replace')}</a>`
  }<a class="button grave" href="${applicationUrl(visit, clientId, `secrets/${id}/delete`)}" aria-label="${t('console.application.deleteOne', { secret: name })}">${t('console.delete')}</a></span>`;
}
