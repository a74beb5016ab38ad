import { GatehouseError, type IdentityError } from '../../errors.ts';
import { brokenRules, maximumPasswordLength, type PasswordPolicy } from '../../password/policy.ts';
import { type Faults, passwordField } from './fields.ts';
import type { Translate } from './language.ts';
import { en, type TextKey } from './languages/en.ts';
import { html, type Markup } from './markup.ts';
import type { Visit } from './visit.ts';

/** The two fields of a new password, with the rules that it must keep and its strength. */
export function newPasswordFields(visit: Visit, policy: PasswordPolicy, faults: Faults, isFirst = false): Markup {
  const { t } = visit;
  const common = { autocomplete: 'new-password', faults } as const;
  return html`${passwordField(visit, {
    ...common,
    name: 'newPassword',
    label: t('field.newPassword'),
    describedBy: 'rules',
    isFirst,
  })}
${ruleList(visit, policy)}
${strengthMeter(visit)}
${passwordField(visit, {
  ...common,
  name: 'repeatPassword',
  label: t('field.repeatPassword'),
  repeats: { name: 'newPassword', unequal: t('password.unequal') },
})}`;
}

/** The rules that an empty password breaks are all the rules there are; one that any character keeps goes without saying. */
function ruleList({ t }: Visit, policy: PasswordPolicy): Markup {
  const spoken = brokenRules('', policy).filter((rule) => !isTrivial(rule, policy));
  const rules = spoken.map(
    ({ code }) =>
      html`<li data-rule="${code}"><span>${ruleText(t, 'policy', code, policy)} <span class="unseen" data-state></span></span></li>`,
  );
  return html`<div class="rules" id="rules" data-policy="${JSON.stringify(policy)}" data-for="newPassword" data-strength="strength" data-met="${t('policy.met')}" data-unmet="${t('policy.unmet')}">
<p class="legend">${t('policy.title')}</p>
<ul>${rules}</ul>
<p class="quiet">${t('policy.limit', { limit: maximumPasswordLength })}</p>
</div>`;
}

const isTrivial = ({ code }: IdentityError, { uniqueCharacters }: PasswordPolicy): boolean =>
  code === 'PasswordRequiresUniqueChars' && uniqueCharacters <= 1;

function strengthMeter({ t, assets }: Visit): Markup {
  const words = ([0, 1, 2, 3, 4] as const).map((score) => html` data-score-${score}="${t(`strength.${score}`)}"`);
  return html`<div class="strength" id="strength" hidden data-scripts="${assets.estimator.join(' ')}"${words}>
<ol aria-hidden="true"><li></li><li></li><li></li><li></li></ol>
<p>${t('strength.title')}: <span role="status"></span></p>
</div>`;
}

function ruleText(t: Translate, kind: 'policy' | 'password', code: string, policy: PasswordPolicy): string {
  const key = `${kind}.${code}`;
  const argument = code === 'PasswordRequiresUniqueChars' ? policy.uniqueCharacters : policy.minimumLength;
  return t(key in en ? (key as TextKey) : 'password.other', { argument });
}

/** What can be said before anything is asked of the server. */
export function newPasswordFaults({ t }: Visit, newPassword: string, repeated: string): Faults {
  if (newPassword === '') return { newPassword: [t('field.required')] };
  if (newPassword.length > maximumPasswordLength) {
    return { newPassword: [t('field.tooLong', { limit: maximumPasswordLength })] };
  }
  return newPassword === repeated ? {} : { repeatPassword: [t('password.unequal')] };
}

/**
 * What a refusal of the use case says about the fields.
 *
 * @throws what is no refusal of the passwords.
 */
export function refusalFaults({ t }: Visit, policy: PasswordPolicy, error: unknown): Faults {
  if (!(error instanceof GatehouseError) || error.failure.code !== 'IdentityFailure') throw error;
  const faults = Object.groupBy(error.failure.errors, fieldOf);
  const inOrder = (['', 'currentPassword', 'newPassword'] as const).map(
    (field) => [field, faults[field] ?? []] as const,
  );
  return Object.fromEntries(
    inOrder
      .filter(([, errors]) => errors.length > 0)
      .map(([field, errors]) => [field, errors.map(({ code }) => ruleText(t, 'password', code, policy))]),
  );
}

function fieldOf({ code }: IdentityError): 'currentPassword' | 'newPassword' | '' {
  if (code === 'PasswordMismatch') return 'currentPassword';
  return code === 'UserLockedOut' || code === 'ConcurrencyFailure' ? '' : 'newPassword';
}
