import type { Wire } from '../../../operation/answer-shape.ts';
import type { InvitationState } from '../../../user/without-password.ts';
import type { UserDto } from '../../api/user-dto.ts';
import type { UserWithoutPasswordDto } from '../../api/user-without-password.ts';
import { dateTime } from '../../pages/date-time.ts';
import { html, longWord, type Markup } from '../../pages/markup.ts';
import { type ConsoleVisit, consoleUrl } from '../page.ts';
import { badge } from '../panels.ts';
import type { Column } from '../table.ts';

export type UserRow = Wire<typeof UserDto>;

/** What can stand beside the name of a person, in this order. */
const choosable = ['userName', 'email', 'state', 'lastLogin', 'created', 'secondFactor', 'groups'] as const;

type ColumnName = (typeof choosable)[number];

const byDefault: readonly ColumnName[] = ['userName', 'email', 'state', 'lastLogin'];

export function chosenColumns({ query }: ConsoleVisit): readonly ColumnName[] {
  const named = query.getAll('column');
  return named.length === 0 ? byDefault : choosable.filter((name) => named.includes(name));
}

/** The boxes by which they are chosen, within the form of the search. */
export function columnChoice(visit: ConsoleVisit): Markup {
  const { t } = visit;
  const chosen = chosenColumns(visit);
  const boxes = choosable.map(
    (name) =>
      html`<div class="choice"><input type="checkbox" id="column-${name}" name="column" value="${name}"${chosen.includes(name) && html` checked`}><label for="column-${name}">${t(`people.column.${name}`)}</label></div>`,
  );
  return html`<details class="columns"><summary>${t('people.columns')}</summary><fieldset><legend class="unseen">${t('people.columns')}</legend>${boxes}</fieldset></details>`;
}

/** What columns show of other things than the person, where they are chosen. */
export interface ColumnFacts {
  /** The names of groups by their ids. */
  readonly groupNames: ReadonlyMap<string, string>;
  /** Kinds of second factors by the id of the person; people who have none are not in it. */
  readonly factorKinds: ReadonlyMap<string, readonly string[]>;
  readonly withoutPassword: WithoutPassword;
}

export function columnsOf(
  visit: ConsoleVisit,
  { groupNames, factorKinds, withoutPassword }: ColumnFacts,
): readonly Column<UserRow>[] {
  const { t } = visit;
  const all: Readonly<Record<ColumnName, Column<UserRow>>> = {
    userName: { label: t('people.column.userName'), sortBy: 'userName', cell: ({ userName }) => longWord(userName) },
    email: { label: t('people.column.email'), sortBy: 'email', cell: ({ email }) => longWord(email) },
    state: { label: t('people.column.state'), cell: (user) => stateOf(visit, user, withoutPassword) },
    lastLogin: {
      label: t('people.column.lastLogin'),
      sortBy: 'lastLoginTime',
      cell: ({ lastLoginTime }) => lastLoginTime !== null && dateTime(visit, Date.parse(lastLoginTime)),
    },
    created: {
      label: t('people.column.created'),
      sortBy: 'creationTime',
      cell: ({ creationTime }) => dateTime(visit, Date.parse(creationTime)),
    },
    secondFactor: {
      label: t('people.column.secondFactor'),
      cell: ({ id }) => kindsText(visit, factorKinds.get(id) ?? []),
    },
    groups: {
      label: t('people.column.groups'),
      cell: ({ groupIDs }) => groupIDs.map((id) => groupNames.get(id) ?? id).join(', '),
    },
  };
  const name: Column<UserRow> = {
    label: t('people.column.name'),
    sortBy: 'displayName',
    cell: (user) => html`<a href="${consoleUrl(visit, `people/${encodeURIComponent(user.id)}`)}">${nameOf(user)}</a>`,
  };
  return [name, ...chosenColumns(visit).map((one) => all[one])];
}

const kindNames = ['passkey', 'totp', 'emailCode'] as const;

function kindsText({ t }: ConsoleVisit, kinds: readonly string[]): Markup | string {
  const named = kindNames.filter((kind) => kinds.includes(kind)).map((kind) => t(`factors.kind.${kind}`));
  return named.length === 0 ? badge(t('people.noSecondFactor'), 'off') : named.join(', ');
}

export const nameOf = ({ displayName, name, surname, userName, id }: UserRow): string =>
  displayName || [name, surname].filter(Boolean).join(' ') || userName || id;

/** Those are locked whom the selection calls so. */
export function stateOf({ t, query }: ConsoleVisit, user: UserRow, withoutPassword: WithoutPassword): Markup {
  if (!user.isActive) return badge(t('people.state.inactive'), 'off');
  if (query.get('state') === 'locked') return badge(t('people.state.locked'), 'warn');
  const awaited = withoutPassword.get(user.id);
  if (!awaited) return badge(t('people.state.active'));
  return badge(t(`people.invitation.${awaited.invitation}`), awaited.invitation === 'failed' ? 'warn' : 'off');
}

/** People who have no password, by their ids, and how their invitations stand. */
export type WithoutPassword = ReadonlyMap<string, Awaited>;

type Awaited = Omit<Wire<typeof UserWithoutPasswordDto>, 'invitation'> & { readonly invitation: InvitationState };

/** Of the rows; accounts that are not of people never have a password. */
export async function loadWithoutPassword(visit: ConsoleVisit, rows: readonly UserRow[]): Promise<WithoutPassword> {
  const userId = rows.flatMap(({ id, type }) => (type === 'user' ? [id] : []));
  const parameters = { partitionGlobalId: visit.organization.id };
  const all = await visit.call<readonly Awaited[]>('User_GetWithoutPassword', { parameters, query: { userId } });
  return new Map(all.map((one) => [one.userId, one]));
}
