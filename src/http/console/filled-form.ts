import { createHash } from 'node:crypto';
import { stampField } from '../pages/fields.ts';
import { tokenField } from '../pages/form-guard.ts';
import { html, type Markup } from '../pages/markup.ts';
import { badNote, isShort, type Notice, type Said, type UndoForm } from '../pages/notice.ts';
import { typed } from './form-values.ts';
import { oneAtATime } from './one-at-a-time.ts';
import {
  type ConsoleAnswer,
  type ConsolePage,
  type ConsoleTools,
  type ConsoleVisit,
  type FilledField,
  type FilledForm,
  inheritField,
} from './page.ts';
import { panel } from './panels.ts';
import { table } from './table.ts';
import { isUndo, nextUndo } from './undo-field.ts';

/**
 * The page with a form that says what it was filled from. When it is sent after somebody else has stored something else, and
 * would overwrite that, nothing is done: the page is shown again with what was typed, beside what is stored now. When it is
 * stored, the page that says so offers to take it back.
 */
export function withFilledForm(page: ConsolePage): ConsolePage {
  const { filled, show, submit } = page;
  if (!filled) return page;
  return {
    ...page,
    keeps: [...(page.keeps ?? []), stampField],
    show: (visit, tools) => guarded({ page, filled, visit, tools }, (stamped) => show(stamped, tools)),
    ...(submit && {
      submit: (visit, tools) =>
        filled.stores?.(visit.form) === false
          ? submit({ ...visit, formStamp: visit.form.get(stampField) ?? '' }, tools)
          : inTurn(nameOf(visit, page), () =>
              guarded({ page, filled, visit, tools }, (stamped, before) =>
                undoable({ filled, visit: stamped, tools }, before, (held) => submit(stamped, held)),
              ),
            ),
    }),
  };
}

/** Of two that are sent to a server at the same moment, the second one is compared with what the first one has stored. */
const inTurn = oneAtATime();

/** What a form is about. */
const nameOf = ({ organization, parameters }: ConsoleVisit, { path }: ConsolePage): string =>
  JSON.stringify([organization.id, path, parameters]);

interface Guarded {
  readonly page: ConsolePage;
  readonly filled: FilledForm;
  readonly visit: ConsoleVisit;
  readonly tools: ConsoleTools;
}

/** What is sent, or comes back from a sign-in in between, is looked at first. */
async function guarded(
  { page, filled, visit, tools }: Guarded,
  work: (visit: ConsoleVisit, fields: readonly FilledField[]) => Promise<ConsoleAnswer>,
): Promise<ConsoleAnswer> {
  const fields = await filled.fields(visit);
  const [now, given] = [stampOf(fields), typed(visit).get(stampField)];
  const overwritten = given ? overwrittenBy(fields, given, typed(visit)) : [];
  if (overwritten.length === 0) return await work({ ...visit, formStamp: given || now }, fields);
  const shown = await page.show({ ...visit, query: withForm(visit), formStamp: now }, tools);
  if (!('title' in shown)) return shown;
  const body = html`${clash(visit, overwritten)}${shown.body}`;
  return { ...shown, body, ...(visit.request.method === 'POST' && { isRefused: true, status: 409 }) };
}

/** The form is filled as after a sign-in in between: from the query. */
function withForm({ query, form }: ConsoleVisit): URLSearchParams {
  const all = new URLSearchParams(query);
  for (const name of form.keys()) all.delete(name);
  for (const [name, value] of form) if (name !== tokenField) all.append(name, value);
  return all;
}

const plain = (values: readonly string[]): readonly string[] =>
  values.map((value) => value.replaceAll('\r\n', '\n').trim()).filter((value) => value !== '');

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  JSON.stringify(plain(one)) === JSON.stringify(plain(other));

/** One short digest for each field: enough to see that it was changed, and not what it was. */
const stampOf = (fields: readonly FilledField[]): string => fields.map(digestOf).join('.');

function digestOf({ name, values }: FilledField): string {
  const hash = createHash('sha256').update(JSON.stringify([name, plain(values)]));
  return hash.digest('base64url').slice(0, 8);
}

const sentFor = ({ name, sent }: FilledField, form: URLSearchParams): readonly string[] =>
  sent?.(form) ?? form.getAll(name);

interface Overwritten {
  readonly field: FilledField;
  readonly sent: readonly string[];
}

/** What was changed since the form was filled, and what the form has something else for. */
function overwrittenBy(fields: readonly FilledField[], stamp: string, form: URLSearchParams): readonly Overwritten[] {
  const then = stamp.split('.');
  return fields.flatMap((field, index) => {
    const sent = sentFor(field, form);
    return then[index] === digestOf(field) || isSame(sent, field.values) ? [] : [{ field, sent }];
  });
}

function clash(visit: ConsoleVisit, all: readonly Overwritten[]): Markup {
  const { t } = visit;
  const read = ({ text }: FilledField, values: readonly string[]) => {
    const said = text?.(plain(values)) ?? plain(values).join(', ');
    return said.length <= longest ? said : `${said.slice(0, longest).toWellFormed()}…`;
  };
  const differences = table(visit, {
    caption: t('console.clashTitle'),
    rows: all,
    columns: [
      { label: t('console.clashField'), cell: ({ field }) => field.label },
      { label: t('console.clashStored'), cell: ({ field }) => read(field, field.values) },
      { label: t('console.clashSent'), cell: ({ field, sent }) => read(field, sent) },
    ],
  });
  return html`${badNote(t('console.clash'))}
${panel(t('console.clashTitle'), differences)}`;
}

/** Characters of a value that are shown. */
const longest = 500;

/** Does it, and adds to what is said how it is taken back. */
async function undoable(
  { filled, visit, tools }: Omit<Guarded, 'page'>,
  before: readonly FilledField[],
  submit: (tools: ConsoleTools) => Promise<ConsoleAnswer>,
): Promise<ConsoleAnswer> {
  const said: Notice[] = [];
  const notices = { ...tools.notices, put: (_: unknown, notice: Notice) => void said.push(notice) };
  const answer = await submit({ ...tools, notices });
  for (const notice of said) {
    if (notice.kind !== 'done') {
      tools.notices.put(visit.response, notice);
      continue;
    }
    const undo = undoOf(visit, filled, before, await filled.fields(visit));
    const all = isUndo(visit.form) ? notice.said.map(asUndone) : notice.said;
    tools.notices.put(visit.response, { ...notice, said: all, ...(undo && isShort(undo) && { undo }) });
  }
  return answer;
}

/** Other sentences name what is there now, which is right in both directions. */
const asUndone = (said: Said): Said => (said.key === 'console.saved' ? { key: 'console.undone' } : said);

/** The form again with what was stored before, filled from what is stored now. */
function undoOf(
  { address, form }: ConsoleVisit,
  { undo = () => [] }: FilledForm,
  before: readonly FilledField[],
  after: readonly FilledField[],
): UndoForm | undefined {
  const changed = before.filter((field, index) => digestOf(field) !== digestOf(after[index] ?? field));
  const names = changed.map(({ name }) => name);
  const more = names.length > 0 ? undo(form, names, before) : undefined;
  if (!more) return undefined;
  const values = before.flatMap(({ name, values: [first = '', ...others], isChoice, sent, sentFor = [] }) => {
    if (sent) return sentFor.map((value) => [name, value] as const);
    const all = isChoice && first === '' ? [] : [first, ...others];
    return all.map((value) => [name, value] as const);
  });
  const inherited = [...new Set(changed.flatMap((field) => field.inherited ?? []))].join(' ');
  const again = inherited === '' ? [] : [[inheritField, inherited] as const];
  return { action: address, fields: [[stampField, stampOf(after)], nextUndo(form), ...values, ...again, ...more] };
}
