import { judgePassword, type PasswordPolicy } from '../../../password/policy.ts';
import { askForVerdicts } from './password-verdicts.ts';
import { estimateStrength } from './strength.ts';

/** Whether the rules are kept, by their codes; undefined is not known here. */
type Verdicts = ReadonlyMap<string, boolean | undefined>;

/** How long the typing has to pause before the server is asked. */
const pauseMs = 800;

/** Says, while a new password is typed, which rules it keeps and how strong it is. The rules are those of the server. */
export function watchPolicies(): void {
  for (const list of document.querySelectorAll<HTMLElement>('[data-policy]')) {
    const field = document.getElementById(list.dataset.for ?? '');
    if (field instanceof HTMLInputElement) watch(list, field);
  }
}

function watch(list: HTMLElement, field: HTMLInputElement): void {
  const policy = JSON.parse(list.dataset.policy ?? '') as PasswordPolicy;
  const words = JSON.parse(list.dataset.words ?? '') as readonly string[];
  const strength = document.getElementById(list.dataset.strength ?? '');
  let pause: ReturnType<typeof setTimeout> | undefined;
  let asked = '';

  const judge = () => {
    const verdicts = judgePassword(field.value, policy, { words, isCommon: undefined });
    const local: Verdicts = new Map(verdicts.map(({ error, isKept }) => [error.code, isKept]));
    showRules(list, local);
    if (strength) showStrength(strength, field);
    return local;
  };
  /** What only the server knows is asked once nothing else is wrong: what is half typed stays here. */
  const ask = async () => {
    clearTimeout(pause);
    if (asked === field.value || !field.form) return;
    const local = [...judge().values()];
    if (!local.includes(undefined) || local.includes(false)) return;
    asked = field.value;
    const answered = await askForVerdicts(field.form, asked);
    if (answered && field.value === asked) showRules(list, answered);
    else asked = '';
  };
  field.addEventListener('input', () => {
    asked = '';
    judge();
    clearTimeout(pause);
    pause = setTimeout(ask, pauseMs);
  });
  field.addEventListener('blur', ask);
  if (field.value !== '') ask(); // Filled in by a password manager.
}

function showRules(list: HTMLElement, verdicts: Verdicts): void {
  for (const item of list.querySelectorAll<HTMLElement>('[data-rule]')) {
    const isMet = verdicts.get(item.dataset.rule ?? '');
    item.toggleAttribute('data-met', isMet === true);
    const state = item.querySelector('[data-state]');
    const word = isMet ? list.dataset.met : list.dataset.unmet;
    if (state) state.textContent = isMet === undefined ? '' : `(${word ?? ''})`;
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
