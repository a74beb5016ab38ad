import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changePassword, createUser, updateUser, userCommand } from './commands.fixture.ts';
import { at, errorsOf } from './errors.fixture.ts';
import { readJson } from './read.ts';
import { type Infer, int64, list, object, text } from './shape.ts';

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
      assert.deepEqual(errorsOf(body, userCommand), [
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
      const [first, ...others] = errorsOf(`{"extra":${'['.repeat(40)}${inside}`, userCommand);
      assert.deepEqual(first, tooDeep);
      assert.equal(others.length, 1);
      assert.match(String(others[0]?.[1]), /^Unexpected end when deserializing object\./);
    });
  }

  it('is one error for each, not for what is in it', () => {
    const body = `{"a":${deep('[],'.repeat(1000))},"b":${deep('[],'.repeat(1000))}}`;
    assert.equal(errorsOf(body, userCommand).length, 2);
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
    for (const [key, message] of errorsOf(`{"${long}":{"b":x}}`, userCommand)) {
      assert.match(key, /^a{1000}…/);
      assert.ok(key.length < 2200 && message.length < 1200);
    }
  });

  it('repeats long values by their beginning', () => {
    const [[key, message] = ['', '']] = errorsOf(`{"bypassBasicAuthRestriction":"${long}"}`, userCommand);
    assert.equal(key, 'bypassBasicAuthRestriction');
    assert.match(message, /^Could not convert string to boolean: a{900,}…\. Path 'bypassBasicAuthRestriction', line 1/);
    assert.ok(message.length < 1200);
  });

  it('is not more than 48,000 characters of JSON, whatever is wrong', () => {
    for (const character of ['a', '\\u0001', '\\ud83d', 'é']) {
      const value = character.repeat(600);
      const result = readJson(`{${`"bypassBasicAuthRestriction":"${value}",`.repeat(200)}}`, userCommand);
      assert.ok(!result.ok);
      assert.ok(JSON.stringify(result.errors).length < 48_000);
    }
  });
});
