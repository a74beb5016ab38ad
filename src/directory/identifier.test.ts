import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { candidateIds, newId, newIdsTogether, parseUuid, zeroUuid } from './identifier.ts';

const forms = (uuid: string): readonly string[] => {
  const bare = uuid.replaceAll('-', '');
  return [uuid, bare, `{${uuid}}`, `(${uuid})`].flatMap((form) => [form, form.toUpperCase()]);
};

describe('a UUID', () => {
  it('is read in every form that clients send', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        for (const form of forms(uuid)) assert.equal(parseUuid(form), uuid.toLowerCase(), form);
      }),
    );
    assert.equal(parseUuid(zeroUuid), zeroUuid);
  });

  it('is none when anything else is in it', () => {
    const uuid = newId();
    const bare = uuid.replaceAll('-', '');
    for (const text of [
      ...[
        '',
        'x',
        ` ${uuid}`,
        `${uuid} `,
        `${uuid}0`,
        uuid.slice(1),
        `{${uuid}`,
        `${uuid}}`,
        `{${uuid})`,
        `{{${uuid}}}`,
      ],
      ...[`{${bare}}`, `${bare}0`, uuid.replace('-', ''), uuid.replace(/./, 'g'), `${uuid}\n`, `urn:uuid:${uuid}`],
    ]) {
      assert.equal(parseUuid(text), undefined, JSON.stringify(text));
    }
  });

  it('is another one each time, of version 4', () => {
    const made = Array.from({ length: 200 }, newId);
    assert.equal(new Set(made).size, made.length);
    for (const id of made) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('ids of records that are made together', () => {
  it('are ids as any others, each behind the one before', () => {
    const make = newIdsTogether();
    const made = Array.from({ length: 200 }, make);
    assert.equal(new Set(made).size, made.length);
    assert.equal(new Set(made.map((id) => id.slice(14))).size, made.length);
    assert.deepEqual(made.toSorted(), made);
    for (const id of made) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.notEqual(newIdsTogether()().slice(0, 13), made[0]?.slice(0, 13));
  });
});

describe('the ids that a text may mean', () => {
  it('are the text as it stands, and the UUID that it spells otherwise', () => {
    const uuid = newId();
    assert.deepEqual(candidateIds(uuid), [uuid]);
    for (const form of forms(uuid).slice(1)) assert.deepEqual(candidateIds(form), [form, uuid]);
    for (const text of ['har-3107', '', 'HAR-3107', `${uuid}x`]) assert.deepEqual(candidateIds(text), [text]);
  });
});
