import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changePassword, createUser, userCommand } from './commands.fixture.ts';
import { at, type Errors, errorsOf } from './errors.fixture.ts';
import { readJson } from './read.ts';
import { boolean, enumeration, list, type ObjectShape, object, text } from './shape.ts';

const guarded = object('Guarded', {
  bypassBasicAuthRestriction: boolean(),
  partitionGlobalId: createUser.members.partitionGlobalId,
});

const P = 'Unexpected character encountered while parsing value:';
const N = 'Unexpected character encountered while parsing number:';

describe('The worked examples', () => {
  const bypass = 'bypassBasicAuthRestriction';
  const examples: readonly (readonly [number: string, shape: ObjectShape, body: string, errors: Errors])[] = [
    [
      '1, a bare word for a boolean',
      userCommand,
      `{\n    "userName": "x",\n    "${bypass}": harry,\n    "other": 1\n}`,
      [
        [bypass, `${P} h. Path '${bypass}', line 3, position 35.`],
        [bypass, `${P} a. Path '${bypass}', line 3, position 35.`],
      ],
    ],
    [
      "1, on line 17 as in the guide's sample",
      userCommand,
      `{${'\n'.repeat(16)}    "${bypass}": harry,\n}`,
      [
        [bypass, `${P} h. Path '${bypass}', line 17, position 35.`],
        [bypass, `${P} a. Path '${bypass}', line 17, position 35.`],
      ],
    ],
    [
      '2, a bare word for text',
      changePassword,
      '{"oldPassword":"a","newPassword":b3tter!}',
      at('newPassword', [`${P} b.`, 34], [`${N} t.`, 35]),
    ],
    [
      '3, a missing comma',
      changePassword,
      '{"oldPassword":"a" "newPassword":"b"}',
      at('oldPassword', ['After parsing a value an unexpected character was encountered: ".', 19]),
    ],
    [
      '4, a missing colon',
      changePassword,
      '{"oldPassword":"a","newPassword" "b"}',
      at('oldPassword', [`Invalid character after parsing property name. Expected ':' but got: ".`, 33]),
    ],
    [
      '5, a missing colon at the first member',
      changePassword,
      '{"oldPassword" "a"}',
      at('', [`Invalid character after parsing property name. Expected ':' but got: ".`, 15]),
    ],
    [
      '6, a missing bracket',
      changePassword,
      '{"oldPassword":"a","newPassword":"b"',
      at('newPassword', ['Unexpected end when deserializing object.', 36]),
    ],
    [
      '7, a missing quote',
      changePassword,
      '{"oldPassword":"a","newPassword":"b',
      at(
        'newPassword',
        ['Unterminated string. Expected delimiter: ".', 35],
        ['Unexpected end when deserializing object.', 35],
      ),
    ],
    ['8, no JSON', changePassword, 'hello', [['', `${P} h. Path '', line 0, position 0.`]]],
    ['9, a single bracket', changePassword, '{', at('', ['Unexpected end when reading JSON.', 1])],
    [
      '10, an object for text',
      changePassword,
      '{"oldPassword":"a","newPassword":{}}',
      at('newPassword', [`${P} {.`, 34], [`${P} }.`, 34]),
    ],
    [
      '11, an array for text',
      changePassword,
      '{"oldPassword":"a","newPassword":[]}',
      [
        ...at('newPassword', [`${P} [.`, 34]),
        ...at('', ['JsonToken EndArray is not valid for closing JsonType Object.', 35]),
      ],
    ],
    [
      '12, null for a boolean',
      userCommand,
      `{"${bypass}":null}`,
      at(bypass, ["Error converting value {null} to type 'System.Boolean'.", 34]),
    ],
    [
      '13, two members with errors of their own',
      guarded,
      `{"${bypass}":"maybe","partitionGlobalId":"org-1"}`,
      [
        ...at(bypass, ['Could not convert string to boolean: maybe.', 37]),
        ...at('partitionGlobalId', [`Error converting value "org-1" to type 'System.Guid'.`, 65]),
      ],
    ],
    [
      '14, a faulty element',
      createUser,
      '{"groupIDs":["3fa85f64-5717-4562-b3fc-2c963f66afa6","x"]}',
      at('groupIDs[1]', [`Error converting value "x" to type 'System.Guid'.`, 55]),
    ],
    [
      '15, a missing value',
      changePassword,
      '{"oldPassword":"a","newPassword":}',
      at('newPassword', [`${P} }.`, 34], ['Unexpected end when deserializing object.', 34]),
    ],
    [
      '16, half a literal',
      changePassword,
      '{"oldPassword":"a","newPassword":tru}',
      at('newPassword', [`${P} }.`, 36], [`${P} }.`, 36]),
    ],
    ['17, a mistake that ends in a number', changePassword, '{"newPassword":x5}', at('newPassword', [`${P} x.`, 16])],
    [
      '18, a mistake on the second line',
      changePassword,
      '{"newPassword":\n  oops}',
      [
        ['newPassword', `${P} o. Path 'newPassword', line 2, position 3.`],
        ['newPassword', `${P} o. Path 'newPassword', line 2, position 3.`],
      ],
    ],
    [
      '19, a word that starts like null',
      changePassword,
      '{"newPassword":nope}',
      at('newPassword', [`${P} o.`, 17], [`${P} p.`, 17]),
    ],
    [
      '20, a number that runs into a letter',
      changePassword,
      '{"newPassword":1a2z}',
      at('newPassword', [`${N} z.`, 18], [`${P} z.`, 18]),
    ],
    [
      '21, an object with a member for text',
      changePassword,
      '{"newPassword":{"a":1}}',
      at('newPassword', [`${P} {.`, 16], ['After parsing a value an unexpected character was encountered: :.', 19]),
    ],
    [
      '22, an unknown escape',
      changePassword,
      '{"newPassword":"\\q"}',
      at('newPassword', ['Bad JSON escape sequence: \\q.', 18], ['Unterminated string. Expected delimiter: ".', 20]),
    ],
    [
      '23, a literal with a letter too many',
      userCommand,
      `{"${bypass}":truee}`,
      at(bypass, [`${P} e.`, 34], [`${P} e.`, 34]),
    ],
    ['24, yes for true', userCommand, `{"${bypass}":yes}`, at(bypass, [`${P} y.`, 31], [`${P} e.`, 31])],
    [
      '25, the end after a colon',
      userCommand,
      `{"${bypass}":`,
      at(
        bypass,
        [`Unexpected end when setting ${bypass}'s value.`, 30],
        ['Unexpected end when deserializing object.', 30],
      ),
    ],
    [
      '26, an unknown member whose name needs quotes',
      changePassword,
      '{"a.b":{"c":x}}',
      [
        ["['a.b'].c.a.b", `${P} x. Path '['a.b'].c', line 1, position 12.`],
        ["['a.b'].c", `${P} x. Path '['a.b'].c', line 1, position 12.`],
      ],
    ],
    ['27, a number and a boolean for text', changePassword, '{"oldPassword":12,"newPassword":true}', []],
    ['28, a trailing comma', changePassword, '{"oldPassword":"a",}', []],
    ['28, loose quotes and a tail', changePassword, `{oldPassword:'a', newPassword:"b"} tail`, []],
  ];
  for (const [number, shape, body, errors] of examples) {
    it(`gives the errors of example ${number}`, () => {
      assert.deepEqual(errorsOf(body, shape), errors);
    });
  }

  it('turns the number and the boolean of example 27 into text', () => {
    const result = readJson('{"oldPassword":12,"newPassword":true}', changePassword);
    assert.deepEqual(result, {
      ok: true,
      value: { bypassBasicAuthRestriction: false, oldPassword: '12', newPassword: 'true' },
    });
  });

  it('names the type of example 29, an unknown enumeration value', () => {
    const clrName = 'UiPath.IdentityServer.Directory.Abstractions.DataContracts.DirectoryEntityType';
    const resolve = object('BulkResolveByNameCommand', {
      entityNames: list(text()),
      entityType: enumeration(clrName, ['user', 'group', 'application']),
    });
    assert.deepEqual(
      errorsOf('{"entityNames":["n"],"entityType":"robot"}', resolve),
      at('entityType', [`Error converting value "robot" to type '${clrName}'.`, 41]),
    );
  });
});
