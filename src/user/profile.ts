import { isEmailAddress } from '../directory/email-address.ts';
import { asKept, textProblem } from '../directory/name.ts';

/** The texts of a profile, as they are read from a request. */
interface Texts {
  readonly email?: string | null;
  readonly name?: string | null;
  readonly surname?: string | null;
  readonly displayName?: string | null;
}

const longest = 256;

/** An empty address is none. */
export const readEmail = (email: string | null): string | null => asKept(email ?? '') || null;

const fields = [
  ['name', 'Name'],
  ['surname', 'Surname'],
  ['displayName', 'DisplayName'],
] as const;

export const profileTexts = {
  /** What is wrong with them, by the member's name as validation problems spell it. */
  problems(texts: Texts): Record<string, string> {
    const problems: Record<string, string> = {};
    const email = readEmail(texts.email ?? null);
    if (email !== null && !isEmailAddress(email)) problems.Email = 'The field Email is invalid.';
    for (const [member, field] of fields) {
      const text = asKept(texts[member] ?? '');
      const problem = textProblem(text);
      if (text.length > longest)
        problems[field] = `The field ${field} must be a string with a maximum length of ${longest}.`;
      else if (problem !== undefined) problems[field] = `The field ${field} ${problem}.`;
    }
    return problems;
  },

  /** As they will be kept: an empty text is none. */
  read({ name, surname, displayName }: Texts) {
    const kept = (text: string | null | undefined) => asKept(text ?? '') || null;
    return { name: kept(name), surname: kept(surname), displayName: kept(displayName) };
  },
};
