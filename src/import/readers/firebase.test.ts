import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isBadRow } from '../person.ts';
import { fatesOf, inputFile, personOf, refusalOf, rowsOf } from './file.fixture.ts';
import { readFirebase } from './firebase.ts';

const hashParameters = `hash_config {
  algorithm: SCRYPT,
  base64_signer_key: c2lnbmVyLWtleQ==,
  base64_salt_separator: Bw==,
  rounds: 8,
  mem_cost: 14,
}`;
const users = (...list: readonly unknown[]) => inputFile('users.json', JSON.stringify({ users: list }));
const person = async (user: object) =>
  await personOf(readFirebase, users({ localId: 'u1', ...user }), { hashParameters });

describe('an export of Firebase', () => {
  it('gives a person, whose hash has the parameters of the project with it', async () => {
    const user = {
      ...{
        email: 'ada@mill.example',
        emailVerified: true,
        passwordHash: 'aGFz_A-=',
        salt: 'c2FsdA==',
        displayName: 'Ada',
      },
      ...{ createdAt: '1700681991310', lastSignedInAt: '1760794998483', phoneNumber: '+001' },
      customAttributes: '{"role":"miller","level":3,"of":["a"]}',
      providerUserInfo: [
        { providerId: 'google.com', rawId: '99', email: 'x' },
        { providerId: 'password', rawId: 'ada@mill.example' },
      ],
    };
    assert.deepEqual(await person(user), {
      ...{
        position: 'users[0]',
        userName: 'ada@mill.example',
        id: 'u1',
        email: 'ada@mill.example',
        displayName: 'Ada',
      },
      ...{
        createdAt: 1_700_681_991_310,
        lastLoginAt: 1_760_794_998_483,
        emailConfirmed: true,
        isActive: true,
        groups: [],
      },
      ...{
        roles: [],
        attributes: { role: 'miller', level: '3', of: 'a', phoneNumber: '+001' },
        mustChangePassword: false,
      },
      logins: [{ loginProvider: 'google.com', providerKey: '99', providerDisplayName: null }],
      passwordHash: '$firebase-scrypt$ln=14,r=8$c2FsdA$Bw$c2lnbmVyLWtleQ$aGFz/A+',
      fates: [],
    });
  });

  it('has people without an address, disabled people, pictures, second factors and what nobody has heard of', async () => {
    const providerUserInfo = [{ providerId: 'phone', rawId: '+001' }];
    const found = await person({ disabled: true, photoUrl: 'x', mfaInfo: [{}], tattoo: 1, providerUserInfo });
    assert.deepEqual([found.userName, found.email, found.isActive, found.logins], ['u1', undefined, false, []]);
    assert.deepEqual(fatesOf(found), [
      'providerUserInfo.phone lost: nobody signs in by a code sent to a telephone',
      'photoUrl lost: pictures are not imported',
      'mfaInfo lost: second factors are not imported',
      'tattoo lost: Gatehouse does not know what it is',
    ]);
  });

  it('needs the parameters of the hashes, all of them, and says nothing of the key', async () => {
    const withHash = users({ localId: 'u1', passwordHash: 'aGFzaA==' });
    assert.match(
      await refusalOf(readFirebase, withHash),
      /has hashes, and their parameters are not given: the console of Firebase/,
    );
    for (const member of ['base64_signer_key', 'base64_salt_separator', 'rounds', 'mem_cost']) {
      const lacking = hashParameters.replace(member, 'other');
      const refusal = await refusalOf(readFirebase, withHash, { hashParameters: lacking });
      assert.match(refusal, new RegExp(`lack ${member}\\.`));
      assert.doesNotMatch(refusal, /c2lnbmVy/);
    }
    const other = hashParameters.replace('SCRYPT', 'HMAC_SHA256');
    assert.match(
      await refusalOf(readFirebase, withHash, { hashParameters: other }),
      /of HMAC_SHA256, and not of SCRYPT/,
    );
    assert.equal((await rowsOf(readFirebase, users({ localId: 'u1', email: 'a@b' }))).length, 1);
  });

  it('tells of what is nobody, and is refused when it is something else', async () => {
    const deep = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const rows = await rowsOf(
      readFirebase,
      users(
        { localId: 'a' },
        {},
        { localId: 'b', customAttributes: '{s3cret' },
        { localId: 'c', customAttributes: deep },
      ),
      { hashParameters },
    );
    assert.deepEqual(rows.filter(isBadRow), [
      { position: 'users[1]', problem: 'has neither email nor localId' },
      { position: 'users[2]', problem: 'customAttributes is no JSON object' },
      { position: 'users[3]', problem: 'customAttributes is longer than 1000 characters' },
    ]);
    for (const other of ['{"users": [{"username": "ada"}]}', '{"realm": "x"}', '[]']) {
      assert.match(
        await refusalOf(readFirebase, inputFile('a', other)),
        /Expected was what firebase auth:export writes/,
      );
    }
  });
});
