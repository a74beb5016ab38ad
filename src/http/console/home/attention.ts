import type { Wire } from '../../../operation/answer-shape.ts';
import type { ExpiringCredentials } from '../../api/expiring-credential.ts';
import { date } from '../../pages/date-time.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../page.ts';
import { panel } from '../panels.ts';

/** What somebody should look at, most urgent first; or that there is nothing. */
export async function attention(visit: ConsoleVisit): Promise<Markup> {
  const { t, organization } = visit;
  const parameters = { partitionGlobalId: organization.id };
  const { results } = await visit.call<Wire<typeof ExpiringCredentials>>('ExpiringCredential_Get', {
    parameters,
    query: { top: 5 },
  });
  const lines = results.map(
    ({ ownerName, description, expiryTime }) =>
      html`<li>${ownerName} ${description} – ${t('home.ends')} ${expiryTime !== null && date(visit, Date.parse(expiryTime))}</li>`,
  );
  return panel(t('home.attention'), lines.length === 0 ? html`<p>${t('home.calm')}</p>` : html`<ul>${lines}</ul>`);
}
