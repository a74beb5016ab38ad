import type { Wire } from '../../../operation/answer-shape.ts';
import type { ExpiringCredentials } from '../../api/expiring-credential.ts';
import { date } from '../../pages/date-time.ts';
import { html } from '../../pages/markup.ts';
import { listState, pagingQuery } from '../list.ts';
import { type ConsolePage, type ConsoleVisit, consoleUrl } from '../page.ts';
import { badge } from '../panels.ts';
import { results } from '../search-form.ts';
import { paging, table } from '../table.ts';

type Expiring = Wire<typeof ExpiringCredentials>['results'][number];

/** `{prefix}/web/admin/expiring`: secrets, tokens and certificates that somebody has to renew, the next one first. */
export const expiringPage: ConsolePage = {
  path: 'expiring',
  area: 'home',
  show: async (visit) => {
    const { t, organization, now } = visit;
    const list = listState(visit);
    const { top, skip } = pagingQuery(list);
    const found = await visit.call<Wire<typeof ExpiringCredentials>>('ExpiringCredential_Get', {
      parameters: { partitionGlobalId: organization.id },
      query: { top, skip },
    });
    const until = ({ expiryTime }: Expiring) =>
      expiryTime !== null &&
      html`${date(visit, Date.parse(expiryTime))} ${Date.parse(expiryTime) <= now && badge(t('home.ended'), 'warn')}`;
    const rows = table<Expiring>(visit, {
      ...{ caption: t('home.expiring'), rows: found.results },
      columns: [
        { label: t('home.owner'), cell: (one) => owner(visit, one) },
        { label: t('home.kind'), cell: ({ kind }) => t(`home.kind.${kind as 'secret'}`) },
        { label: t('home.description'), cell: ({ description }) => description },
        { label: t('home.ends'), cell: until },
        {
          label: t('home.lastUsed'),
          cell: ({ lastUsedTime }) => lastUsedTime !== null && date(visit, Date.parse(lastUsedTime)),
        },
      ],
    });
    const body = html`<section class="panel"><p class="quiet">${t('home.expiringText')}</p>${results([found.results.length > 0 && rows, paging(visit, list, found.totalCount)])}</section>`;
    return { title: t('home.expiring'), body, trail: [[t('home.title'), consoleUrl(visit)]] };
  },
};

/** Where it is renewed. */
function owner(visit: ConsoleVisit, { kind, ownerId, ownerName }: Expiring) {
  if (kind === 'certificate') return html`<a href="${consoleUrl(visit, 'certificates')}">${ownerName}</a>`;
  const page = `${kind === 'secret' ? 'applications' : 'people'}/${encodeURIComponent(ownerId ?? '')}`;
  return html`<a href="${consoleUrl(visit, page)}">${ownerName}</a>`;
}
