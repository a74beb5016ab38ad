/** Whose names a password must not contain. */
export interface Person {
  readonly organizationId: string;
  /** Of an account that exists. */
  readonly id?: string | null | undefined;
  readonly userName?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly surname?: string | null | undefined;
  readonly displayName?: string | null | undefined;
}

/** What everybody who attacks this server thinks of first. */
const productNames = ['gatehouse'];

/** Two letters are in too many words. */
const shortest = 3;

/** From here on a word is found inside of others; a shorter one where it stands alone: `Ana`, and not in `banana`. */
const shortestInside = 4;

/**
 * The words that stand for a person at an organization: the parts of the names and of the e-mail address, without the top
 * of its domain, and the names of the organization and of this product (NIST SP 800-63B section 3.1.1.2: "the name of the
 * service, the username, and derivatives thereof").
 */
export function contextWords(person: Person, organization: string | undefined): readonly string[] {
  const { userName, email, name, surname, displayName } = person;
  const names = [userName, email, name, surname, displayName, organization, ...productNames];
  const words = names.flatMap((text) => partsOf(text ?? ''));
  return [...new Set(words)].filter((word) => word.length >= shortest && /\p{L}/u.test(word));
}

function partsOf(text: string): readonly string[] {
  const withoutTop = text.replace(/(@.*)\.[^.@]*$/, '$1');
  return folded(withoutTop).split(/[^\p{L}\p{N}]+/u);
}

/** Whether one of the words is in the text, whatever the letter case, the accents and the width of letters. */
export function containsAny(text: string, words: readonly string[]): boolean {
  const inside = words.length === 0 ? '' : folded(text);
  return words.some((word) => (word.length >= shortestInside ? inside.includes(word) : standsAlone(inside, word)));
}

/** Nothing in a word has to be escaped: it is letters and digits. */
const standsAlone = (text: string, word: string): boolean => new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, 'u').test(text);

/** Accents go first, too: to put many of one letter in order would take long. */
const folded = (text: string): string => bare(bare(text).normalize('NFKD')).toLowerCase();

const bare = (text: string): string => text.replaceAll(/\p{M}/gu, '');
