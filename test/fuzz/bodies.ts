import fc from 'fast-check';
import { anyBytes, anyText, edited, truncated } from './text.ts';

const wrong = { oldPassword: 'not-the-passw0rd', newPassword: 'patr0nu5-2', bypassBasicAuthRestriction: false };
const texts = [
  JSON.stringify(wrong),
  JSON.stringify({ ...wrong, oldPassword: '' }, null, 2),
  `{oldPassword:'', 'newPassword' : "x" , /* c */ other:[1,{"a":null}], // end\n}`,
];
const text = fc.constantFrom(...texts);

/** What has a meaning to a reader of JSON, and what once broke one. */
const pieces = fc.oneof(
  fc.constantFrom(...'{}[]",:\'\\/*#-+.\0\t\r\n \ufeff\u2028\u0085'),
  fc.constantFrom('//', '/*', '*/', '\\u', '\\ud800', '\\udfff\\ud800', '\\x', '\ud800', '€', '💥', '\u0000'),
  fc.constantFrom('true', 'fals', 'null', 'NaN', '-Infinity', 'undefined', 'new Date(', '0x', '1e', '1e999', '00'),
  fc.constantFrom('"__proto__":', '"constructor":{"prototype":', '"$type":"x"', '"$id":1', '"$ref":"1"', '"$values":['),
  anyText,
);

const numbers = fc.oneof(
  fc.constantFrom('1e400', '-1e-400', '0x1p3', '1.', '.5', '-', '+1', '1e99999999999999999999', '0b1', '1_0', '0xg'),
  fc.nat(60_000).map((digits) => '9'.repeat(digits)),
  fc.nat(60_000).map((digits) => `0.${'0'.repeat(digits)}1`),
  fc.bigInt().map(String),
);

const nests = fc
  .tuple(fc.constantFrom('[', '{"a":', '{', '[[],', '{"a":[', '/*', "{'", '('), fc.constantFrom(']', '}', '', ',1]'))
  .chain(([open, close]) =>
    fc.nat(Math.floor(60_000 / (open.length + close.length))).map((depth) => open.repeat(depth) + close.repeat(depth)),
  );

/** A member of the command, of another one, or of every JavaScript object. */
const names = fc.oneof(
  fc.constantFrom('oldPassword', 'NEWPASSWORD', 'bypassBasicAuthRestriction'),
  fc.constantFrom('userName', '__proto__', 'toString', 'constructor', ''),
);

const values = fc.oneof(
  fc.json({ maxDepth: 3 }),
  numbers,
  nests,
  anyText.map((value) => JSON.stringify(value)),
  fc.nat(6000).map((length) => JSON.stringify('x'.repeat(length))),
);
const member = fc.tuple(names, values).map(([name, value]) => `${JSON.stringify(name)}:${value}`);
/** Half of them with a new password to which nothing could be objected. */
const members = fc
  .tuple(fc.array(member, { maxLength: 3 }), fc.constantFrom([], ['"newPassword":"patr0nu5-2"']))
  .map(([odd, right]) => `{${[...odd, ...right].join()}}`);

const bytes = fc.oneof(
  anyBytes,
  fc.tuple(text, fc.uint8Array({ minLength: 1, maxLength: 4 }), fc.nat(60)).map(splice),
  text.map((value) => new Uint8Array(Buffer.from(`\ufeff${value}`, 'utf16le'))),
);

function splice([value, inserted, at]: [string, Uint8Array, number]): Uint8Array {
  const whole = Buffer.from(value);
  return Buffer.concat([whole.subarray(0, at), inserted, whole.subarray(at)]);
}

/** Bodies of every kind that is not meant for the operation; what can be read of them is a wrong password. */
export const bodies: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: text.chain((value) => edited(value, pieces)) },
  { weight: 2, arbitrary: text.chain(truncated) },
  { weight: 2, arbitrary: members },
  { weight: 2, arbitrary: bytes },
  { weight: 1, arbitrary: nests },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: anyText },
);
