import { GatehouseError, type IdentityError } from '../../errors.ts';
import type { PersonRules } from '../../password/person-rules.ts';
import { isTooLong, judgePassword, maximumPasswordLength, type PasswordPolicy } from '../../password/policy.ts';
import { type Faults, passwordField } from './fields.ts';
import { html, type Markup } from './markup.ts';
import { ruleText } from './rule-words.ts';
import type { Visit } from './visit.ts';

/** The two fields of a new password, with the rules that it must keep and its strength. */
export function newPasswordFields(visit: Visit, rules: PersonRules, faults: Faults, isFirst = false): Markup {
  const { t } = visit;
  const common = { autocomplete: 'new-password', faults } as const;
  return html`${passwordField(visit, {
    ...common,
    name: 'newPassword',
    label: t('field.newPassword'),
    describedBy: 'rules',
    isFirst,
  })}
${ruleList(visit, rules)}
${strengthMeter(visit)}
${passwordField(visit, {
  ...common,
  name: 'repeatPassword',
  label: t('field.repeatPassword'),
  repeats: { name: 'newPassword', unequal: t('password.unequal') },
})}`;
}

/** With scripts, each line is there until the password keeps it. A rule that any character keeps goes without saying. */
function ruleList({ t }: Visit, { policy, forbidden }: PersonRules): Markup {
  const spoken = judgePassword('', policy, forbidden).filter(({ error }) => !isTrivial(error, policy));
  const rules = spoken.map(
    ({ error: { code } }) => html`<li data-rule="${code}">${ruleText(t, 'policy', code, policy)}</li>`,
  );
  return html`<div class="rules" id="rules" data-policy="${JSON.stringify(policy)}" data-words="${JSON.stringify(forbidden.words)}" data-for="newPassword" data-strength="strength" data-kept="${t('policy.met')}" data-missing="${t('policy.unmet')}">
<p>${t('policy.title')}</p>
<ul>${rules}</ul>
<p class="unseen" role="status"></p>
</div>`;
}

const isTrivial = ({ code }: IdentityError, { uniqueCharacters }: PasswordPolicy): boolean =>
  code === 'PasswordRequiresUniqueChars' && uniqueCharacters <= 1;

function strengthMeter({ t, assets }: Visit): Markup {
  const words = ([0, 1, 2, 3, 4] as const).map((score) => html` data-score-${score}="${t(`strength.${score}`)}"`);
  return html`<div class="strength" id="strength" hidden data-estimator="${assets.estimator}"${words}>
<ol aria-hidden="true"><li></li><li></li><li></li><li></li></ol>
<p>${t('strength.title')}: <span role="status"></span></p>
</div>`;
}

/** What can be said before anything is asked of the server. */
export function newPasswordFaults({ t }: Visit, newPassword: string, repeated: string): Faults {
  if (newPassword === '') return { newPassword: [t('field.required')] };
  if (isTooLong(newPassword)) {
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
