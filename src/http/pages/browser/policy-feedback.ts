import { brokenRules, type PasswordPolicy } from '../../../password/policy.ts';
import { estimateStrength } from './strength.ts';

/** Says, while a new password is typed, which rules it keeps and how strong it is. The rules are those of the server. */
export function watchPolicies(): void {
  for (const list of document.querySelectorAll<HTMLElement>('[data-policy]')) {
    const field = document.getElementById(list.dataset.for ?? '');
    if (!(field instanceof HTMLInputElement)) continue;
    const policy = JSON.parse(list.dataset.policy ?? '') as PasswordPolicy;
    const strength = document.getElementById(list.dataset.strength ?? '');
    const judge = () => {
      showRules(list, field.value, policy);
      if (strength) showStrength(strength, field);
    };
    field.addEventListener('input', judge);
    if (field.value !== '') judge(); // Filled in by a password manager.
  }
}

function showRules(list: HTMLElement, password: string, policy: PasswordPolicy): void {
  const broken = new Set<string>(brokenRules(password, policy).map(({ code }) => code));
  for (const item of list.querySelectorAll<HTMLElement>('[data-rule]')) {
    const isMet = !broken.has(item.dataset.rule ?? '');
    item.toggleAttribute('data-met', isMet);
    const state = item.querySelector('[data-state]');
    if (state) state.textContent = `(${(isMet ? list.dataset.met : list.dataset.unmet) ?? ''})`;
  }
}

async function showStrength(meter: HTMLElement, field: HTMLInputElement): Promise<void> {
  const password = field.value;
  const score = password === '' ? undefined : await estimateStrength(meter, password);
  if (password !== field.value) return; // More was typed meanwhile.
  meter.hidden = score === undefined;
  if (score === undefined) return;
  meter.dataset.score = String(score);
  const words = meter.querySelector('[role=status]');
  if (words) words.textContent = meter.getAttribute(`data-score-${score}`) ?? '';
}
