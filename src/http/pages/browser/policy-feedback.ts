import { judgePassword, type PasswordPolicy } from '../../../password/policy.ts';
import { askForVerdicts } from './password-verdicts.ts';
import { estimateStrength } from './strength.ts';

/** Whether the rules are kept, by their codes; undefined is not known here. */
type Verdicts = ReadonlyMap<string, boolean | undefined>;

/** How long the typing has to pause before the server is asked. */
const pauseMs = 800;

/** Says, while a new password is typed, which rules it does not keep yet, and how strong it is. The rules are those of the server. */
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
    hideKept(list, local);
    if (strength) showStrength(strength, field);
    return local;
  };
  /** What only the server knows is asked once nothing else is wrong: what is half typed stays here. */
  const ask = async () => {
    clearTimeout(pause);
    if (asked === field.value || !field.form) return;
    const local = [...judge().values()];
    sayWhatIsLeft(list);
    if (!local.includes(undefined) || local.includes(false)) return;
    asked = field.value;
    const answered = await askForVerdicts(field.form, asked);
    if (!answered || field.value !== asked) {
      asked = '';
      return;
    }
    hideKept(list, answered);
    sayWhatIsLeft(list);
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

const rulesOf = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>('[data-rule]')];

/** What is not known of this password stays as it was: lines that come and go with each letter would be read by nobody. */
function hideKept(list: HTMLElement, verdicts: Verdicts): void {
  for (const rule of rulesOf(list)) {
    const isKept = verdicts.get(rule.dataset.rule ?? '');
    if (isKept !== undefined) rule.toggleAttribute('data-met', isKept);
  }
  list.toggleAttribute('data-met', left(list).length === 0);
}

const left = (list: HTMLElement) => rulesOf(list).filter((rule) => !rule.hasAttribute('data-met'));

/** For those who do not see the lines go, when the typing pauses. */
function sayWhatIsLeft(list: HTMLElement): void {
  const status = list.querySelector('[role=status]');
  const { kept = '', missing = '' } = list.dataset;
  const lines = left(list).map(({ textContent }) => textContent);
  if (status) status.textContent = lines.length === 0 ? kept : `${missing}: ${lines.join('; ')}`;
}

async function showStrength(meter: HTMLElement, field: HTMLInputElement): Promise<void> {
  const password = field.value;
  if (password === '') {
    meter.hidden = true;
    return;
  }
  const score = await estimateStrength(meter, password);
  if (password !== field.value) return; // More was typed meanwhile.
  meter.hidden = false;
  meter.dataset.score = String(score);
  const words = meter.querySelector('[role=status]');
  if (words) words.textContent = meter.getAttribute(`data-score-${score}`) ?? '';
}
