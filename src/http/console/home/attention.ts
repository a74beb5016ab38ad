import type { OwnPath } from '../../../directory/own-path.ts';
import { requiredGroupsIn } from '../../../directory/second-factor.ts';
import type { Wire } from '../../../operation/answer-shape.ts';
import type { UndeliveredMailDto } from '../../api/undelivered-mail.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { countText, mostCounted } from '../list.ts';
import { type ConsoleVisit, consoleUrl } from '../page.ts';
import { askedGroups, countWithout, nameOfGroup } from '../security/second-factors-effect.ts';
import { readSettings } from '../setting-form.ts';

interface Finding {
  readonly key: 'locked' | 'mail' | 'stuck' | 'expiring' | 'invited' | 'factors' | 'hashes';
  readonly count: number;
  /** Where it is seen and put right. */
  readonly url: OwnPath | undefined;
  /** Of whom it is said, where not of everybody. */
  readonly of?: string;
}

/** What somebody should look at, with the way there; or that there is nothing. */
export async function attention(visit: ConsoleVisit, outdatedHashes: number): Promise<Markup> {
  const { t } = visit;
  const parameters = { partitionGlobalId: visit.organization.id };
  const count = async (operationId: string, query: Readonly<Record<string, string | number>> = {}) => {
    const asked = { parameters, query: { ...query, top: 0 } };
    return (await visit.call<{ readonly totalCount: number }>(operationId, asked)).totalCount;
  };
  const [locked, invited, mail, stuck, expiring, factors] = await Promise.all([
    count('User_GetUsers', { state: 'locked', countUpTo: mostCounted }),
    count('User_GetUsers', { state: 'invited', countUpTo: mostCounted }),
    count('Mail_GetUndelivered', { state: 'givenUp' }),
    stuckMail(visit),
    count('ExpiringCredential_Get'),
    withoutRequired(visit),
  ]);
  const all: readonly Finding[] = [
    { key: 'locked', count: locked, url: consoleUrl(visit, 'people', { state: 'locked' }) },
    { key: 'mail', count: mail, url: consoleUrl(visit, 'mail/undelivered') },
    { key: 'stuck', count: stuck, url: consoleUrl(visit, 'mail') },
    { key: 'expiring', count: expiring, url: consoleUrl(visit, 'expiring') },
    { key: 'invited', count: invited, url: consoleUrl(visit, 'people', { state: 'invited' }) },
    ...factors,
    { key: 'hashes', count: outdatedHashes, url: undefined },
  ];
  const found = all.filter((one) => one.count > 0);
  if (found.length === 0) return html`<p>${t('home.calm')}</p>`;
  return html`<ul class="findings">${found.map(({ key, count: many, url, of }) => {
    const text = html`${t(`home.finding.${key}`)}${of && ` (${of})`}: <strong>${countText(visit, many)}</strong>`;
    return html`<li>${url ? html`<a href="${url}">${text}</a>` : html`<span>${text}</span>`}<span class="small quiet">${t(`home.advice.${key}`)}</span></li>`;
  })}</ul>`;
}

/** A mail that is due for so long is not just in the queue: there is no mail server, or its settings are incomplete. */
const longestQueueMs = 5 * 60_000;

/** How many mails wait, where nobody sends them; 0 where the first one is not due, or was due a moment ago. */
async function stuckMail(visit: ConsoleVisit): Promise<number> {
  const asked = { parameters: { partitionGlobalId: visit.organization.id }, query: { state: 'waiting', top: 1 } };
  const { totalCount, results } = await visit.call<Waiting>('Mail_GetUndelivered', asked);
  const [first] = results;
  return first && Date.parse(first.time) < visit.now - longestQueueMs ? totalCount : 0;
}

interface Waiting {
  readonly totalCount: number;
  readonly results: readonly Pick<Wire<typeof UndeliveredMailDto>, 'time'>[];
}

/** More groups than these are counted under Security. */
const mostGroups = 5;

/** People who have no second factor where the organization requires one. */
async function withoutRequired(visit: ConsoleVisit): Promise<readonly Finding[]> {
  const [modeKey, groupsKey] = ['Auth.SecondFactor.Mode', 'Auth.SecondFactor.RequiredGroups'] as const;
  const { [modeKey]: mode = '', [groupsKey]: groups = '' } = await readSettings(visit, [modeKey, groupsKey]);
  const asked = askedGroups(mode, requiredGroupsIn(groups)).slice(0, mostGroups);
  return await Promise.all(
    asked.map(async (group) => ({
      ...{ key: 'factors' as const, count: await countWithout(visit, group) },
      url: consoleUrl(visit, 'people', { state: 'withoutSecondFactor', group }),
      ...(group !== undefined && { of: await nameOfGroup(visit, group) }),
    })),
  );
}
