import type { OwnPath } from '../../../directory/own-path.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { type ConsoleVisit, consoleUrl } from '../page.ts';

interface Finding {
  readonly key: 'locked' | 'mail' | 'expiring' | 'invited' | 'hashes';
  readonly count: number;
  /** Where it is seen and put right. */
  readonly url: OwnPath | undefined;
}

/** What somebody should look at, with the way there; or that there is nothing. */
export async function attention(visit: ConsoleVisit, foreignHashes: number): Promise<Markup> {
  const { t, language } = visit;
  const parameters = { partitionGlobalId: visit.organization.id };
  const count = async (operationId: string, query: Readonly<Record<string, string | number>> = {}) => {
    const asked = { parameters, query: { ...query, top: 0 } };
    return (await visit.call<{ readonly totalCount: number }>(operationId, asked)).totalCount;
  };
  const [locked, invited, mail, expiring] = await Promise.all([
    count('User_GetUsers', { state: 'locked' }),
    count('User_GetUsers', { state: 'invited' }),
    count('Mail_GetUndelivered', { state: 'givenUp' }),
    count('ExpiringCredential_Get'),
  ]);
  const all: readonly Finding[] = [
    { key: 'locked', count: locked, url: consoleUrl(visit, 'people', { state: 'locked' }) },
    { key: 'mail', count: mail, url: consoleUrl(visit, 'mail') },
    { key: 'expiring', count: expiring, url: consoleUrl(visit, 'expiring') },
    { key: 'invited', count: invited, url: consoleUrl(visit, 'people', { state: 'invited' }) },
    { key: 'hashes', count: foreignHashes, url: undefined },
  ];
  const found = all.filter((one) => one.count > 0);
  if (found.length === 0) return html`<p>${t('home.calm')}</p>`;
  const number = new Intl.NumberFormat(language);
  return html`<ul class="findings">${found.map(({ key, count: many, url }) => {
    const text = html`${t(`home.finding.${key}`)}: <strong>${number.format(many)}</strong>`;
    return html`<li>${url ? html`<a href="${url}">${text}</a>` : html`<span>${text}</span>`}<span class="small quiet">${t(`home.advice.${key}`)}</span></li>`;
  })}</ul>`;
}
