import { type OwnImport, ownImports, roomOf } from './imports.ts';
import { floors, seenFrom, typesAlone } from './rooms.ts';

/** The files to which a password change comes, each where it is needed first. */
export const passwordChange: readonly string[] = [
  'http/server.ts',
  'http/dispatch.ts',
  'http/authorization.ts',
  'directory/permission.ts',
  'operation/endpoint.ts',
  'http/api/account.ts',
  'password/change.ts',
  'directory/user-target.ts',
  'password/hasher.ts',
  'admission/gate.ts',
  'password/person-rules.ts',
  'password/rules.ts',
  'password/attempts.ts',
  'directory/credential.ts',
  'password/policy.ts',
  'directory/end-everything.ts',
  'password/change-record.ts',
  'directory/audit.ts',
  'store/store.ts',
  'store/credentials.ts',
];

/** The folders of `src`, from the top. */
const drawn: readonly (readonly string[])[] = floors
  .map((floor) => Object.keys(floor).filter((room) => !room.endsWith('.ts')))
  .filter((rooms) => rooms.length > 0)
  .reverse();

/**
 * The rooms, an arrow from each to those that it sees, and in them the files of a password change with what they import of
 * each other, as the text of a Mermaid flowchart. Dotted: types alone. Between rooms, what follows from other arrows is left
 * out; between files, types of what is imported as a value.
 */
export function floorPlan(): string {
  const along = ownImports.filter(isOnTheWay);
  const called = new Set(along.flatMap(({ target, typeOnly }) => (typeOnly ? [] : [target])));
  const way = along.filter(({ target, typeOnly }) => !typeOnly || !called.has(target));
  const lines = [
    'flowchart TB',
    ...drawn.flat().flatMap(roomBox),
    ...drawn.flat().flatMap((room) => directlySeen(room).map((seen) => arrow(room, seen, isOfTypes(room, seen)))),
    ...new Set(way.map(({ file, target, typeOnly }) => arrow(file, target, typeOnly))),
  ];
  return ['```mermaid', ...lines, '```', ''].join('\n');
}

function roomBox(room: string): readonly string[] {
  const files = passwordChange.filter((file) => roomOf(file) === room);
  if (files.length === 0) return [`  ${nameOf(room)}["${room}"]`];
  const boxes = files.map((file) => `    ${nameOf(file)}["${passwordChange.indexOf(file) + 1} ${within(file)}"]`);
  return [`  subgraph ${nameOf(room)}["${room}"]`, ...boxes, '  end'];
}

const within = (file: string): string => file.slice(file.indexOf('/') + 1);

const nameOf = (place: string): string => place.replaceAll(/\W/g, '_');

const arrow = (from: string, to: string, isDotted: boolean): string =>
  `  ${nameOf(from)} ${isDotted ? '-.->' : '-->'} ${nameOf(to)}`;

const isOfTypes = (room: string, seen: string): boolean => typesAlone[room]?.includes(seen) ?? false;

const isOnTheWay = ({ file, target }: OwnImport): boolean =>
  passwordChange.includes(file) && passwordChange.includes(target);

/** Without what is seen from something that is seen. */
function directlySeen(room: string): readonly string[] {
  const seen = seenFrom(room).filter((one) => drawn.flat().includes(one));
  const throughOthers = new Set(seen.flatMap(everythingSeen));
  return seen.filter((one) => !throughOthers.has(one));
}

function everythingSeen(room: string): readonly string[] {
  return seenFrom(room).flatMap((one) => [one, ...everythingSeen(one)]);
}
