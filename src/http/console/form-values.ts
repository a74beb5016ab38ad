/**
 * How a field of a form becomes a member of a JSON body. What cannot be read is passed on as the text that it is: the
 * operation says what is wrong with it, under the name of the field.
 */
type Reader<T> = (texts: readonly string[]) => T;

/** Without blanks at its ends. An empty text is one. */
export const text: Reader<string> = ([first = '']) => first.trim();

/** An empty one is null: nothing is said, or what was there is taken away, as the operation means it. */
export const textOrNull: Reader<string | null> = ([first = '']) => first.trim() || null;

/** A box that is checked or not. */
export const flag: Reader<boolean> = (texts) => texts.length > 0 && texts[0] !== 'no';

/** Every value of the name: boxes that are checked, options that are chosen. */
export const texts: Reader<readonly string[]> = (all) => all.filter((one) => one !== '');

/** One for each line that is not empty. */
export const lines: Reader<readonly string[]> = ([first = '']) =>
  first
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/**
 * The fields of a form as a JSON body has them, each under its own name:
 * `readForm(visit.form, { name: text, isActive: flag, groupIDs: texts })`.
 */
export function readForm<M extends Readonly<Record<string, Reader<unknown>>>>(
  form: URLSearchParams,
  members: M,
): { readonly [Name in keyof M]: ReturnType<M[Name]> } {
  const entries = Object.entries(members).map(([name, read]) => [name, read(form.getAll(name))]);
  return Object.fromEntries(entries) as { readonly [Name in keyof M]: ReturnType<M[Name]> };
}

/** What is in the fields: what was sent, or kept over a sign-in in between. Undefined members were not. */
export const typed = ({ form, query }: { readonly form: URLSearchParams; readonly query: URLSearchParams }) =>
  form.size > 0 ? form : query;
