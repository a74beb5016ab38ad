import { permitVisitor } from '../../directory/permission.ts';
import { listOwnPersonalAccessTokens } from '../../directory/personal-access-token/read.ts';
import { revokePersonalAccessToken } from '../../directory/personal-access-token/revoke.ts';
import { type PersonalAccessToken, personalAccessTokenRules } from '../../directory/personal-access-token.ts';
import type { Store } from '../../directory/store.ts';
import type { User } from '../../directory/user.ts';
import { confirmation } from './confirm.ts';
import { relativeTime } from './date-time.ts';
import { html, type Markup } from './markup.ts';
import { memberPage, type PageTools } from './page.ts';
import { type MemberVisit, type PageAnswer, pageUrl } from './visit.ts';

/** `{prefix}/web/tokens`: the person's access tokens, to revoke them. A new one is shown here once. */
export const tokensPage = memberPage({
  path: 'tokens',
  show: async (visit, { store }) => {
    const { t, user, query, notice } = visit;
    const tokens = await ownTokens(store, user);
    const asked = tokens.find(({ id }) => id === query.get('revoke'));
    if (asked) return revokes(visit, asked);
    const { isEnabled } = personalAccessTokenRules(await store.settings.inForce(user.organizationId));
    const body = html`${notice?.kind === 'tokenCreated' && created(visit, notice.value)}
<section class="panel">
<div class="panel-head"><p class="quiet">${t('tokens.text')}</p>
${isEnabled && html`<a class="button first" href="${pageUrl(visit, 'new-token')}">${t('tokens.new')}</a>`}</div>
${!isEnabled && html`<p>${t('tokens.disabled')}</p>`}
${tokens.length === 0 ? html`<p>${t('tokens.none')}</p>` : html`<ul class="things">${tokens.map((token) => row(visit, token))}</ul>`}
</section>`;
    return { title: t('tokens.title'), body, menu: 'tokens' };
  },
  submit: revoke,
});

async function revoke(visit: MemberVisit, { store, notices }: PageTools): Promise<PageAnswer> {
  const { user, form, response, traceId, clientIp, now } = visit;
  const tokenId = form.get('revoke') ?? '';
  const isOwn = (await ownTokens(store, user)).some(({ id }) => id === tokenId);
  const permitted = permitVisitor(user, 'personalAccessToken.write');
  if (isOwn) await revokePersonalAccessToken(store, { permitted, at: now, traceId, clientIp, tokenId });
  notices.put(response, { kind: isOwn ? 'tokenRevoked' : 'tokenGone' });
  return { location: pageUrl(visit, 'tokens') };
}

const ownTokens = (store: Store, user: User) =>
  listOwnPersonalAccessTokens(store, permitVisitor(user, 'personalAccessToken.listOwn'));

function revokes(visit: MemberVisit, { id, description }: PersonalAccessToken): PageAnswer {
  const { t } = visit;
  return confirmation(visit, {
    ...{ page: 'tokens', menu: 'tokens', fields: { revoke: id }, action: t('tokens.revoke') },
    title: t('tokens.revokeQuestion', { token: description }),
    text: t('tokens.revokeText'),
  });
}

function created({ t }: MemberVisit, value: string): Markup {
  return html`<section class="panel" aria-labelledby="created">
<h2 id="created">${t('tokens.createdTitle')}</h2>
<p role="status">${t('tokens.created')}</p>
<code class="value" id="value">${value}</code>
<div class="buttons"><button class="button first" type="button" hidden data-copies="value" data-copied="${t('tokens.copied')}">${t('tokens.copy')}</button></div>
</section>`;
}

function row(visit: MemberVisit, { id, description, scopes, expiresAt, lastUsedAt }: PersonalAccessToken): Markup {
  const { t, now } = visit;
  const isExpired = expiresAt <= now;
  return html`<li class="thing"><div class="stack tight">
<p><strong>${description}</strong> ${isExpired && html`<span class="badge off">${t('tokens.expired')}</span>`}</p>
<p class="small quiet"><code>${scopes.join(' ')}</code></p>
<dl class="facts inline">
<div><dt>${t(isExpired ? 'tokens.expired' : 'tokens.until')}</dt><dd>${relativeTime(visit, expiresAt)}</dd></div>
<div><dt>${t('tokens.lastUsed')}</dt><dd>${lastUsedAt === null ? t('page.never') : relativeTime(visit, lastUsedAt)}</dd></div>
</dl></div>
<a class="button" href="${pageUrl(visit, 'tokens', { revoke: id })}" aria-label="${t('tokens.revokeOne', { token: description })}">${t('tokens.revoke')}</a></li>`;
}
