import type { Organization } from '../../directory/organization.ts';
import type { OwnPath } from '../../directory/own-path.ts';
import type { Markup } from '../pages/markup.ts';
import { isShort, type Said, type ShownSecret, type UndoForm } from '../pages/notice.ts';
import type { PageTools } from '../pages/page.ts';
import type { FilesAs } from '../pages/read-form.ts';
import { type MemberVisit, type PageAnswer, pageUrl } from '../pages/visit.ts';
import type { AreaName } from './areas.ts';
import type { CallOperation } from './operations.ts';
import type { ConsolePath } from './recent-proof.ts';
import { nextUndo } from './undo-field.ts';

/**
 * A page of the console, where administrators work. How one is written, with Home (`home/page.ts`) as the example:
 *
 * 1. A file in the folder of its area exports a `ConsolePage`, and `pages.ts` and `recent-proof.ts` get a line. An area that is new in the
 *    navigation gets a line in `areas.ts`, and its words a file `languages/{en,de,ro}/console-NAME.ts`.
 * 2. `show` reads with `visit.call('User_GetUsers', { parameters, query })`: the operation of the API, as the signed-in person.
 *    Its answer is that of the wire; its type is `Wire<typeof UserDto>`. A page reads and changes nothing in any other way.
 * 3. `submit` takes the fields of the form apart with `readForm` (`form-values.ts`), calls the operation, and ends with
 *    `done(visit, tools, to, …)`: a redirect to a page that says what was done. Around the call stands `orFaults`
 *    (`faults.ts`), which gives what the operation refuses by field: then the page is shown again, with `isRefused`.
 * 4. Links are made with `consoleUrl(visit, 'people', { … })`, which keeps the organization that the host looks at; the address of
 *    the page itself with another query with `changed(visit, { … })`.
 * 5. Everything works as plain links and forms. `hx-` attributes with `hx-select` improve on that: the same handler answers,
 *    and the layout is left out.
 * 6. What cannot be undone asks first, on a page of its own (`confirmation.ts`). What can be is offered to be undone where it
 *    is said to be done: by `filled`, or by the form that `done` is given.
 */
export interface ConsolePage {
  /**
   * Below `/web/admin/`, with parameters in braces: `people/{id}`. Empty: the first page. Ids may be any text, so that no fixed
   * name stands where others have an id: `new-person`, and not `people/new`. Whether it takes a recent proof of who the person
   * is, `recent-proof.ts` says.
   */
  readonly path: ConsolePath;
  /** What is marked in the navigation. */
  readonly area: AreaName;
  /** Only administrators of the host have it. */
  readonly isOfHost?: true;
  /** It is a file, chosen on this page: whoever has to sign in or prove something first comes back there. */
  readonly isFileOf?: ConsolePath;
  /** Fields of its form that go along when the person has to sign in again first. None of them is a secret. */
  readonly keeps?: readonly string[];
  /** Largest form in bytes, where it is more than those of other pages. */
  readonly formLimit?: number;
  /** Most fields of its form, where it has more than those of other pages. */
  readonly fieldLimit?: number;
  /** Its form may be sent with files: each is a field with its text, or with what it is as a data URL. */
  readonly takesFiles?: FilesAs;
  /** Its form is filled with what is stored: then nobody's changes are overwritten unseen, and one's own can be taken back. */
  readonly filled?: FilledForm;
  readonly show: ConsoleHandler;
  readonly submit?: ConsoleHandler;
}

/** A form that changes what is stored, and shows it first. */
export interface FilledForm {
  /** What is stored now, field by field. None: the form makes something new. */
  readonly fields: (visit: ConsoleVisit) => Promise<readonly FilledField[]>;
  /** Whether what was sent is to be stored, rather than tried or looked at. Always, unless said. */
  readonly stores?: (form: URLSearchParams) => boolean;
  /**
   * What is sent besides the fields to take a change back; undefined where that would not bring back what was there.
   *
   * @param changed the names of the fields that the change was about.
   * @param before what was stored.
   */
  readonly undo?: (
    form: URLSearchParams,
    changed: readonly string[],
    before: readonly FilledField[],
  ) => UndoForm['fields'] | undefined;
}

/** A field, and what is stored for it. */
export interface FilledField {
  readonly name: string;
  readonly label: string;
  /** As the form sends it. An empty text is none. */
  readonly values: readonly string[];
  /** Boxes, and lists of several: nothing is sent for those that are not chosen. */
  readonly isChoice?: true;
  /** What a form says for it, where that is not simply what was sent under its name. */
  readonly sent?: (form: URLSearchParams) => readonly string[];
  /** Of such a one: what a form has to send under its name so that it says these values. Undefined where none does. */
  readonly sentFor?: readonly string[] | undefined;
  /** The settings it is read from that the organization has not stored itself: taken back, they are inherited again. */
  readonly inherited?: readonly string[];
  /** The values as people read them. */
  readonly text?: (values: readonly string[]) => string;
}

/** What says in a form which settings of `inherited` are taken back, with spaces between them. */
export const inheritField = 'inherit';

export type ConsoleHandler = (visit: ConsoleVisit, tools: ConsoleTools) => Promise<ConsoleAnswer>;

export type ConsoleTools = Pick<PageTools, 'notices' | 'issuerOf'>;

/** An administrator at a page of the console. */
export interface ConsoleVisit extends MemberVisit {
  /** The organization that is looked at: the own one, or for the host any. */
  readonly organization: Organization;
  /** Whether the person administers the host, and so may look at every organization. */
  readonly isHost: boolean;
  readonly call: CallOperation;
}

export type ConsoleAnswer = ConsoleShown | Exclude<PageAnswer, { readonly title: string }>;

export interface ConsoleShown {
  readonly title: string;
  readonly body: Markup;
  /** The pages above this one, from the first: text and address. */
  readonly trail?: readonly (readonly [text: string, url: OwnPath])[];
  /** Beside the title: links and buttons. */
  readonly actions?: Markup | undefined;
  /** It shows previews within itself. */
  readonly hasPreview?: boolean;
  /** The form was refused. */
  readonly isRefused?: boolean;
  readonly status?: number;
  /** What nobody expected, where the page says what was done before it. */
  readonly fault?: unknown;
}

/** An address of the console, about the organization that is looked at. */
export function consoleUrl(
  visit: ConsoleVisit,
  page = '',
  query: Readonly<Record<string, string | undefined>> = {},
): OwnPath {
  const path = page === '' ? 'admin' : `admin/${page}`;
  return pageUrl(visit, path, { organization: shownOrganization(visit), ...query });
}

/** How addresses and forms name the organization, where it is not the one that they mean by themselves. */
export const shownOrganization = ({ organization, urlOrganization, user }: ConsoleVisit): string | undefined =>
  organization.id === (urlOrganization?.id ?? user.organizationId) ? undefined : organization.name;

/** The address of the page itself with these members of its query changed; undefined ones leave it. */
export function changed(
  { address, query }: ConsoleVisit,
  members: Readonly<Record<string, string | number | undefined>>,
): OwnPath {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(members)) {
    if (value === undefined) next.delete(name);
    else next.set(name, String(value));
  }
  const path = address.split('?', 1)[0] ?? '';
  return (next.size > 0 ? `${path}?${next}` : path) as OwnPath;
}

interface DoneOptions {
  /** Something that was made and is shown once. */
  readonly secret?: ShownSecret;
  /** The form that takes it back. */
  readonly undo?: UndoForm;
}

/** Goes to a page that says what was done. */
export function done(
  { response, form }: ConsoleVisit,
  { notices }: ConsoleTools,
  location: OwnPath,
  said: Said | readonly Said[],
  { secret, undo }: DoneOptions = {},
): ConsoleAnswer {
  const back = undo && { ...undo, fields: [nextUndo(form), ...undo.fields] };
  notices.put(response, { kind: 'done', said: [said].flat(), secret, ...(back && isShort(back) && { undo: back }) });
  return { location };
}
