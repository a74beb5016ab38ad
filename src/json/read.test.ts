import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changePassword, createUser, updateUser } from './commands.fixture.ts';
import { readJson } from './read.ts';
import { boolean, enumeration, type Infer, int64, list, type ObjectShape, object, text } from './shape.ts';

/** Key and text, or only the text where the key is the path. */
type Expected = readonly (readonly [key: string, message: string])[];

const user = object('UserCommand', { userName: text(), bypassBasicAuthRestriction: boolean() });
const guarded = object('Guarded', {
  bypassBasicAuthRestriction: boolean(),
  partitionGlobalId: createUser.members.partitionGlobalId,
});

const P = 'Unexpected character encountered while parsing value:';
const N = 'Unexpected character encountered while parsing number:';

function errorsOf(body: string, shape: ObjectShape): Expected {
  const result = readJson(body, shape);
  return result.ok ? [] : result.errors.map(({ key, message }) => [key, message]);
}

/** Errors whose key is their path, on line 1. */
function at(path: string, ...found: readonly (readonly [text: string, position: number])[]): Expected {
  return found.map(([text, position]) => [path, `${text} Path '${path}', line 1, position ${position}.`]);
}

describe('The worked examples', () => {
  const bypass = 'bypassBasicAuthRestriction';
  const examples: readonly (readonly [number: string, shape: ObjectShape, body: string, errors: Expected])[] = [
    [
      '1, a bare word for a boolean',
      user,
      `{\n    "userName": "x",\n    "${bypass}": harry,\n    "other": 1\n}`,
      [
        [bypass, `${P} h. Path '${bypass}', line 3, position 35.`],
        [bypass, `${P} a. Path '${bypass}', line 3, position 35.`],
      ],
    ],
    [
      "1, on line 17 as in the guide's sample",
      user,
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
      user,
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
    ['23, a literal with a letter too many', user, `{"${bypass}":truee}`, at(bypass, [`${P} e.`, 34], [`${P} e.`, 34])],
    ['24, yes for true', user, `{"${bypass}":yes}`, at(bypass, [`${P} y.`, 31], [`${P} e.`, 31])],
    [
      '25, the end after a colon',
      user,
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

describe('A body without a value', () => {
  for (const body of ['', ' \r\n\t', 'null', '// nothing', '\ufeff', '\0']) {
    it(`is read as null: ${JSON.stringify(body)}`, () => {
      assert.deepEqual(readJson(body, changePassword), { ok: true, value: null });
    });
  }
});

describe('Reading', () => {
  it('does not count a byte-order mark', () => {
    assert.deepEqual(errorsOf('\ufeff{', changePassword), at('', ['Unexpected end when reading JSON.', 1]));
    assert.equal(readJson('\ufeff{"oldPassword":"a"}', changePassword).ok, true);
  });

  it('gives every declared member, with the default of its type', () => {
    const result = readJson('{}', createUser);
    assert.ok(result.ok && result.value);
    assert.deepEqual(Object.keys(result.value), Object.keys(createUser.members));
    assert.equal(result.value.partitionGlobalId, '00000000-0000-0000-0000-000000000000');
    assert.equal(result.value.type, 'user');
    assert.equal(result.value.legacyId, null);
  });

  it('keeps an enumeration number that no name stands for', () => {
    const result = readJson('{"type":31}', createUser);
    assert.ok(result.ok);
    assert.equal(result.value?.type, 31);
  });

  it('refuses an integer that a JavaScript number cannot hold', () => {
    const shape = object('C', { id: int64() });
    assert.equal(readJson('{"id":9007199254740991}', shape).ok, true);
    assert.deepEqual(
      errorsOf('{"id":9007199254740993}', shape),
      at('id', ["Error converting value 9007199254740993 to type 'System.Int64'.", 22]),
    );
  });

  it('treats the names of the prototype as unknown members, and as names in a map', () => {
    const result = readJson('{"__proto__":{"isActive":true},"constructor":1,"toString":null}', updateUser);
    assert.ok(result.ok);
    assert.equal(result.value?.isActive, null);
    const body = '{"extensionUserAttributesToAddOrUpdate":{"__proto__":"a","constructor":"b"}}';
    const mapped = readJson(body, updateUser);
    assert.ok(mapped.ok);
    const attributes = mapped.value?.extensionUserAttributesToAddOrUpdate;
    assert.deepEqual(Object.entries(attributes ?? {}), [
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    assert.equal('a' in {}, false);
  });

  it('infers the type of the value', () => {
    const value: Infer<typeof changePassword> = {
      bypassBasicAuthRestriction: true,
      oldPassword: null,
      newPassword: '',
    };
    const type: Infer<typeof createUser>['type'] = 'robotAccount';
    const logins: Infer<typeof createUser>['userLogins'] = [{ LoginProvider: 'a', ProviderKey: null }, null];
    // @ts-expect-error a boolean that is not nullable
    value.bypassBasicAuthRestriction = null;
    assert.ok(value && type && logins);
  });
});

describe('A value that is too deep', () => {
  const deep = (inside: string) => `${'['.repeat(40)}${inside}${']'.repeat(40)}`;
  const path = `extra${'[0]'.repeat(31)}`;
  const tooDeep = [
    `${path}.extra`,
    `The reader's MaxDepth of 32 has been exceeded. Path '${path}', line 1, position 41.`,
  ];

  for (const [what, inside] of [
    ['brackets in texts', `"]]", '}\\'"]'`],
    ['brackets in comments', '/* ]]] */ // ]]]\n'],
    ['what is no JSON', 'x : , ) ( & }{ "a" "b"'],
    ['line ends', '\r\n\n"a\r\nb"\r'],
  ] as const) {
    it(`is passed over with ${what}, and what follows is read`, () => {
      const body = `{"extra":${deep(inside)},"bypassBasicAuthRestriction":"maybe"}`;
      const lines = body.split(/\r\n|\r|\n/);
      const position = (lines.at(-1)?.length ?? 0) - 1;
      assert.deepEqual(errorsOf(body, user), [
        tooDeep,
        [
          'bypassBasicAuthRestriction',
          `Could not convert string to boolean: maybe. Path 'bypassBasicAuthRestriction', line ${lines.length}, position ${position}.`,
        ],
      ]);
    });
  }

  for (const inside of ['', '"', "'\\", '/*', '//', '/', '[', '"\\']) {
    it(`may end with the text, behind ${JSON.stringify(inside)}`, () => {
      const [first, ...others] = errorsOf(`{"extra":${'['.repeat(40)}${inside}`, user);
      assert.deepEqual(first, tooDeep);
      assert.equal(others.length, 1);
      assert.match(String(others[0]?.[1]), /^Unexpected end when deserializing object\./);
    });
  }

  it('is one error for each, not for what is in it', () => {
    const body = `{"a":${deep('[],'.repeat(1000))},"b":${deep('[],'.repeat(1000))}}`;
    assert.equal(errorsOf(body, user).length, 2);
  });
});

describe('A list of bounded length', () => {
  const shape = object('Bounded', { names: list(text(), { most: 3 }), others: list(text()) });

  it('may have as many elements', () => {
    for (const body of ['{"names":["a","b","c"]}', "{names:['a',null,'c',]}"]) {
      const result = readJson(body, shape);
      assert.ok(result.ok);
      assert.equal(result.value?.names?.length, 3);
    }
  });

  it('ends the reading with the first one too many', () => {
    const rest = ',"x"'.repeat(100);
    for (const body of [
      `{"names":["a","b","c","d"${rest}],"others":[{}]}`,
      `{names:['a',null,'c','d'${rest}],others:[{}]}`,
    ]) {
      const [[key, message] = ['', ''], ...more] = errorsOf(body, shape);
      assert.equal(key, 'names[3]');
      assert.match(
        message,
        /^The list must not have more than 3 elements\. Path 'names\[3\]', line 1, position \d+\.$/,
      );
      assert.deepEqual(more, []);
    }
  });

  it('counts the elements of a member that comes twice', () => {
    assert.equal(errorsOf('{"names":["a","b"],"names":["c","d"]}', shape).length, 1);
  });
});

describe('What is said about a body', () => {
  const long = 'a'.repeat(5000);

  it('repeats long names by their beginning', () => {
    for (const [key, message] of errorsOf(`{"${long}":{"b":x}}`, user)) {
      assert.match(key, /^a{1000}…/);
      assert.ok(key.length < 2200 && message.length < 1200);
    }
  });

  it('repeats long values by their beginning', () => {
    const [[key, message] = ['', '']] = errorsOf(`{"bypassBasicAuthRestriction":"${long}"}`, user);
    assert.equal(key, 'bypassBasicAuthRestriction');
    assert.match(message, /^Could not convert string to boolean: a{900,}…\. Path 'bypassBasicAuthRestriction', line 1/);
    assert.ok(message.length < 1200);
  });

  it('is not more than 48,000 characters of JSON, whatever is wrong', () => {
    for (const character of ['a', '\\u0001', '\\ud83d', 'é']) {
      const value = character.repeat(600);
      const result = readJson(`{${`"bypassBasicAuthRestriction":"${value}",`.repeat(200)}}`, user);
      assert.ok(!result.ok);
      assert.ok(JSON.stringify(result.errors).length < 48_000);
    }
  });
});
