import type { Wire } from '../../../operation/answer-shape.ts';
import type { PolicyEffectDto } from '../../api/password-policy.ts';
import { choiceButton } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../page.ts';
import type { SettingEntry } from '../setting-form.ts';

type Effect = Wire<typeof PolicyEffectDto>;

/** For how many people something would change, and by which rule. */
export const effectOf = (visit: ConsoleVisit, settings: readonly SettingEntry[]): Promise<Effect> =>
  visit.call<Effect>('PasswordPolicy_Simulate', {
    parameters: { partitionGlobalId: visit.organization.id },
    body: { settings },
  });

/** What would change, with the button that stores it. */
export const effectPanel = ({ t }: ConsoleVisit, effect: Markup): Markup =>
  html`<section class="panel" id="effect"><h2>${t('security.effect')}</h2>${effect}<div class="buttons">${choiceButton('do', 'save', t('security.saveNow'), 'first')}</div></section>`;

export function effectList(
  visit: ConsoleVisit,
  { isChange, people, haveSecondFactor, unjudged, rules, expiry, reuse }: Effect,
): Markup {
  const { t } = visit;
  if (!isChange) return html`<p>${t('effect.none')}</p>`;
  const uncertain = rules.map(({ code, uncertainBefore, uncertainAfter }) => {
    const rule = t(`effect.rule.${code}` as never);
    if (uncertainAfter === null) return html`<li>${t('effect.neverKnown', { rule })}</li>`;
    const counts = { rule, count: uncertainAfter, kept: people - uncertainAfter };
    return html`<li>${t('effect.uncertain', counts)} <span class="quiet">${t('effect.now', { count: uncertainBefore ?? 0 })}</span></li>`;
  });
  return html`<p>${t('effect.people', { count: people, factors: haveSecondFactor })}</p>
<ul>${uncertain}
<li>${t('effect.expired', { count: expiry.expiredAfter, soon: expiry.expiringSoon })} <span class="quiet">${t('effect.now', { count: expiry.expiredBefore })}</span></li>
<li>${t('effect.reuse', { limit: reuse.limitAfter, covered: reuse.covered })} <span class="quiet">${t('effect.now', { count: reuse.limitBefore })}</span></li>
${unjudged > 0 && html`<li>${t('effect.unjudged', { count: unjudged })}</li>`}</ul>
<p class="quiet">${t('effect.nextTime')}</p>`;
}
