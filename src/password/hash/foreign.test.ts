import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { costOf, isAcceptable, isOutdated, schemeOf, verifyPassword } from '../hash.ts';
import { floor } from './argon2id.ts';
import { vectors } from './vectors.fixture.ts';

/** One of each form, of a product's usual length. */
const argon2 = (parameters: string, version = '$v=19') =>
  `$argon2i${version}$${parameters}$c2Vhc2FsdDE5$SKt+UrKbUZytpOyInVtcSvWlfw+agxiF`;
const bcrypt = '$2b$04$GzOgamEvlhl5NDeXHE71pusXl3kBvdftyrphm9TzZyxCNPXoUjvVm';
const pbkdf2 = (rounds: string) =>
  `$pbkdf2-sha256$${rounds}$KGVMqZXy3nvvPUdoLSXEeA$k4H0RPPO.4ZLVQTk0pc7xSv5H4Nb5JiZNuKe53U8WhE`;
const scrypt = (parameters: string) =>
  `$scrypt$${parameters}$57yXUiqldM5ZC+G8V4oRIg$4MqlsWerVKPpPD855rYhLtbv7b5XnlKbo1ktX51cJxs`;
const firebase = (parameters: string, separator = 'Bw') =>
  `$firebase-scrypt$${parameters}$42xEC+ixf3L2lw$${separator}$jxspr8Ki0RYycVU8zykbdA$lSrfV15cpx95/sZS2W9c9A`;
const aspNet = (...parts: readonly (number | Buffer)[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'number' ? Buffer.from(part.toString(16).padStart(8, '0'), 'hex') : part)),
  );
const version3 = (...parts: readonly (number | Buffer)[]) =>
  Buffer.concat([Buffer.of(1), aspNet(...parts)]).toString('base64');
const bytes = (count: number) => Buffer.alloc(count, 7);

const assertRefused = (hashes: readonly string[]) => {
  for (const hash of hashes) {
    assert.equal(isAcceptable(hash), false, hash.slice(0, 200));
    assert.equal(costOf(hash), undefined);
    assert.equal(verifyPassword(hash, 'password'), false);
  }
};

describe('a hash that another product made', () => {
  for (const { scheme, maker, hash, password } of vectors) {
    it(`is known as ${scheme} and verifies: ${hash.slice(0, 40)}, by ${maker}`, () => {
      assert.equal(schemeOf(hash)?.name, scheme);
      assert.equal(isAcceptable(hash), true);
      assert.equal(verifyPassword(hash, password), true);
      for (const wrong of [`x${password}`, 'wrong', '']) assert.equal(verifyPassword(hash, wrong), false);
    });
  }

  it('is due to be renewed whatever its parameters', () => {
    for (const { hash } of vectors) assert.equal(isOutdated(hash, floor), true, hash);
  });

  it('is of a kind with those that take as long, and no others', () => {
    const kindOf = (hash: string) => costOf(hash)?.kind;
    assert.equal(kindOf(pbkdf2('600')), kindOf(pbkdf2('i=600,l=32')));
    const all = [pbkdf2('600'), pbkdf2('601'), bcrypt, bcrypt.replace('$04', '$05'), scrypt('ln=6,r=4,p=2')];
    assert.equal(new Set([...all, argon2('m=64,t=1,p=1'), argon2('m=64,t=2,p=1')].map(kindOf)).size, 7);
  });

  it('costs in proportion to its parameters', () => {
    const msOf = (hash: string) => costOf(hash)?.ms ?? Number.NaN;
    assert.equal(Math.round(msOf(pbkdf2('600000')) / msOf(pbkdf2('60000'))), 10);
    assert.equal(msOf(bcrypt.replace('$04', '$12')) / msOf(bcrypt), 256);
    assert.ok(msOf(scrypt('ln=16,r=8,p=1')) > 3 * msOf(scrypt('ln=14,r=8,p=1')));
  });

  it('verifies no password with a NUL, which HMAC and bcrypt would take for another one', () => {
    for (const { hash, password } of vectors) {
      assert.equal(verifyPassword(hash, `${password}\0`), false, hash);
      assert.equal(verifyPassword(hash, `${password}\0${password}`), false, hash);
    }
  });

  it('verifies what was sent when it was made, in whatever spelling, beside the one spelling of today', () => {
    const decomposed = 'Bühne frei 🦉 17'.normalize('NFD');
    // {SHA} of the decomposed spelling, by `printf … | openssl sha1 -binary | base64` (OpenSSL 3.0.19).
    const hash = '{SHA}3SlUf+rNwlGL1tGq0Vg3quFrzZU=';
    assert.equal(verifyPassword(hash, decomposed), true);
    assert.equal(verifyPassword(hash, decomposed.normalize('NFC')), false);
  });
});

describe('bcrypt', () => {
  it('compares 72 bytes, as it did where the hash was made', () => {
    const { hash = '', password = '' } =
      vectors.find((one) => one.scheme === 'bcrypt' && one.password.length > 72) ?? {};
    assert.equal(verifyPassword(hash, `${password.slice(0, 72)}anything`), true);
    assert.equal(verifyPassword(hash, password.slice(0, 71)), false);
  });

  it('with a SHA-256 before it compares all of a password', () => {
    const { hash = '', password = '' } =
      vectors.find((one) => one.scheme === 'bcrypt-sha256' && one.password.length > 72) ?? {};
    assert.equal(verifyPassword(hash, password), true);
    assert.equal(verifyPassword(hash, `${password}x`), false);
  });

  it('takes no notice of bits behind the last byte', () => {
    // Of the 132 bits of 22 characters, 128 count.
    const password = 'Bühne frei 🦉 17';
    const stray = `${bcrypt.slice(0, 28)}v${bcrypt.slice(29)}`;
    assert.equal(bcrypt[28], 'u');
    assert.equal(isAcceptable(stray), true);
    assert.equal(verifyPassword(stray, password), true);
  });

  it('is refused where it would take seconds, is malformed, or of a variant with a known mistake', () => {
    assert.equal(isAcceptable(bcrypt.replace('$04', '$14')), true);
    const costs = ['00', '03', '15', '16', '24', '31', '32', '99', '4', '+4'];
    assertRefused(costs.map((cost) => bcrypt.replace('$04', `$${cost}`)));
    assertRefused(['$2$', '$2x$', '$2c$', '$3b$'].map((variant) => bcrypt.replace('$2b$', variant)));
    assertRefused([bcrypt.slice(0, -1), `${bcrypt}.`, `${bcrypt}\n`, ` ${bcrypt}`, bcrypt.replace('Gz', 'G+')]);
    assertRefused([
      bcrypt.slice(0, 29),
      `{CRYPT}${bcrypt.replace('$04', '$31')}`,
      `bcrypt_sha256$${bcrypt.slice(0, 29)}`,
    ]);
  });
});

describe('PBKDF2', () => {
  it('is refused where it would take seconds, or is malformed', () => {
    assert.equal(isAcceptable(pbkdf2('1')), true);
    assert.equal(isAcceptable(pbkdf2('2000000')), true);
    const rounds = ['0', '-1', '1e6', '0x10', '01', '+1', '', '100000000', '4294967295', '99999999999999999999'];
    assertRefused(rounds.map(pbkdf2));
    assertRefused(rounds.map((count) => `pbkdf2_sha256$${count}$salt$KvCMDQRSdXjjNv+fhF+9sG6/vDtEnaJBcs5QVfw4VFU=`));
    assertRefused(rounds.map((count) => `{PBKDF2-SHA256}${pbkdf2(count).slice(15)}`));
    assertRefused([pbkdf2('i=600,l=31'), pbkdf2('600').replace('sha256', 'md4'), pbkdf2('600').slice(0, -40)]);
    assertRefused([`$pbkdf2-sha256$600$$${'A'.repeat(43)}`, `$pbkdf2-sha256$600$AAAAAAAA$`, `pbkdf2_sha256$600$salt$`]);
    assertRefused([`$pbkdf2-sha256$600$AAAAAAAA$${'A'.repeat(42)}B`, `${pbkdf2('600')}$more`]);
    assertRefused([`$pbkdf2$600$${'A'.repeat(88)}$${'A'.repeat(27)}`, `$pbkdf2$600$AAAA$${'A'.repeat(88)}`]);
  });
});

describe('scrypt', () => {
  it('is refused where it would take seconds or more than 256 MiB, is malformed, or against the RFC', () => {
    for (const parameters of ['ln=1,r=1,p=1', 'ln=16,r=8,p=1', 'ln=17,r=8,p=1']) {
      assert.equal(isAcceptable(scrypt(parameters)), true, parameters);
    }
    const absurd = ['ln=24,r=8,p=1', 'ln=31,r=8,p=1', 'ln=14,r=1000000,p=1', 'ln=14,r=8,p=1073741824'];
    const wrong = [
      'ln=0,r=8,p=1',
      'ln=14,r=0,p=1',
      'ln=14,r=8,p=0',
      'ln=4,r=32768,p=32768',
      'r=8,p=1',
      'ln=16,r=1,p=1',
    ];
    assertRefused([...absurd, 'ln=14,r=8,p=100', ...wrong, 'ln=14,p=1,r=8', 'ln=014,r=8,p=1'].map(scrypt));
    const key = 'dnlN7NO1E5fmI18zMcTg9JQ898/9HV8VeiVenxiMbhWcZ2qZCxsx/VVwMr3xRXFf5yS2kEKnA7X8S7n7ZOIICQ==';
    assertRefused(['16385$salt$8$1', '16777216$salt$8$5', '64$$8$5'].map((text) => `scrypt$${text}$${key}`));
    assertRefused([scrypt('ln=6,r=4,p=2').slice(0, -30), `${scrypt('ln=6,r=4,p=2')}=`]);
  });

  it('of Firebase is refused for the same reasons', () => {
    assert.equal(isAcceptable(firebase('ln=14,r=8')), true);
    assert.equal(isAcceptable(firebase('ln=14,r=8', '')), true);
    assertRefused(['ln=24,r=8', 'ln=14,r=9999', 'ln=0,r=8', 'ln=14,r=0', 'r=8,ln=14'].map((one) => firebase(one)));
    assertRefused([firebase('ln=14,r=8').slice(0, -4), firebase('ln=14,r=8', 'A'.repeat(100))]);
  });
});

describe('ASP.NET Identity', () => {
  it('is refused where it would take seconds, or is malformed', () => {
    assert.equal(isAcceptable(version3(2, 100_000, 16, bytes(48))), true);
    assertRefused([version3(1, 100_000_000, 16, bytes(48)), version3(2, 0xffffffff, 16, bytes(48))]);
    assertRefused([version3(3, 10_000, 16, bytes(48)), version3(1, 0, 16, bytes(48))]);
    assertRefused([16 * 65536, 0xffffffff, 48, 49, 33, 8, 0].map((salt) => version3(1, 10_000, salt, bytes(48))));
    assertRefused([version3(1, 10_000, 16), version3(), version3(1), 'AQ==', 'AA==', 'A', 'AAAA']);
    assertRefused([48, 50].map((length) => Buffer.concat([Buffer.of(0), bytes(length - 1)]).toString('base64')));
    assertRefused([Buffer.concat([Buffer.of(2), bytes(60)]).toString('base64')]);
    const good = version3(2, 100_000, 16, bytes(48));
    assertRefused([`${good} `, good.slice(0, -3), good.replace('BwcH', 'Bw!H'), good.replaceAll('=', '')].slice(0, 3));
  });
});

describe('a digest of an LDAP server', () => {
  it('is known in whatever letter case, and refused when it is malformed', () => {
    const salted = '{SSHA}nqfThueUdCGttj5r4o/V/+CpAVtHaI2R';
    assert.equal(verifyPassword(salted.replace('SSHA', 'sShA'), 'Bühne frei 🦉 17'), true);
    assertRefused([
      '{SSHA}',
      '{SSHA}PenGgAyu6IIoY02OEbizvJb04w==',
      '{SSHA}***not*base64***',
      `${salted.slice(0, 5)}${salted.slice(6)}`,
    ]);
    assertRefused([
      `{SSHA}${Buffer.alloc(20 + 65).toString('base64')}`,
      `{SSHA}${Buffer.alloc(20).toString('base64')}`,
    ]);
    assertRefused([salted.replace('SSHA', 'SHA'), salted.replace('SSHA', 'SSHA512'), salted.replace('SSHA', 'FOO')]);
    assertRefused(['{SASL}someone@EXAMPLE.ORG', '{CRYPT}!*', '{CRYPT}$6$saltsalt$qA4jFdjOEWw7m3ZBW45iT9iBTXYAF9vp']);
  });
});

describe('SHA-crypt', () => {
  const salted = (prefix: string) => `${prefix}owlpost$zRkAP/fe/FmgAP8excI21CK/b9qCq1MDs05Rb2H14SA`;

  it('is refused where it would take seconds, or is malformed', () => {
    for (const good of ['$5$', '$5$rounds=1000$', '$5$rounds=2000000$', '{crypt}$5$rounds=535000$']) {
      assert.equal(isAcceptable(salted(good)), true, good);
    }
    const rounds = ['0', '999', '01000', '+5000', '5e3', '', '3000000', '999999999', '4294967296'];
    assertRefused(rounds.map((count) => salted(`$5$rounds=${count}$`)));
    assertRefused(['$6$', '$7$', '$5$x:', '$5$rounds=5000', '{CRYPT}$5', '$5$seventeen-or-more'].map(salted));
    const good = salted('$5$');
    assertRefused([good.slice(0, -1), `${good}.`, good.replace('zRk', 'z+k'), '$5$$', '$6$rounds=5000$salt']);
  });

  it('takes no password that would make its rounds long', () => {
    const { hash = '', password = '' } = vectors.find(({ password }) => password.length === 250) ?? {};
    assert.equal(verifyPassword(hash, password), true);
    // Of 257 bytes, by `crypt.crypt` of Python 3.11 (libxcrypt): right, and still not looked at.
    assert.equal(
      verifyPassword('$5$rounds=1000$owlpost$dQckwHVcL8ghWsYtjMo0bpmEH94t2K/a/wx4Fp4BECD', 'z'.repeat(257)),
      false,
    );
  });
});

describe('phpass', () => {
  it('is refused where it would take seconds, or is malformed', () => {
    const good = '$P$5809hjQLddo/riNFUDrtDVDC/KZUL..';
    const costing = (power: string) => `$P$${power}${good.slice(4)}`;
    assert.equal(isAcceptable(costing('J')), true, '2 to the power of 21');
    assertRefused(['.', '/', '4', 'L', 'S', 'T', 'z', '$'].map(costing));
    assertRefused([
      good.slice(0, -1),
      `${good}.`,
      good.replace('$P$', '$Q$'),
      good.replace('ddo', 'd+o'),
      '$P$',
      '$H$5',
    ]);
  });
});

describe('Argon2 of others', () => {
  it('is refused where it would take seconds or more than 256 MiB, is malformed, or needs a key', () => {
    for (const good of ['m=64,t=1,p=1', 'm=65536,t=4,p=4', 'm=262144,t=3,p=16']) {
      assert.equal(isAcceptable(argon2(good)), true, good);
      assert.equal(isAcceptable(argon2(good, '')), true, good);
    }
    const absurd = ['m=4194304,t=3,p=1', 'm=64,t=4294967295,p=1', 'm=1048576,t=64,p=4', 'm=99999999999,t=1,p=1'];
    const wrong = ['m=8,t=1,p=4', 'm=64,t=0,p=1', 'm=64,t=1,p=0', 'm=-64,t=1,p=1', 't=1,m=64,p=1', 'm=064,t=1,p=1'];
    assertRefused([...absurd, ...wrong, 'm=64,t=1,p=1,keyid=Zm9v', 'm=64,t=1,t=1,p=1'].map((one) => argon2(one)));
    assertRefused(['$v=99', '$v=17', '$v=１９'].map((version) => argon2('m=64,t=1,p=1', version)));
    const good = argon2('m=64,t=1,p=1');
    assertRefused([good.slice(0, -20), good.slice(0, 40), `${good}$more`, good.replace('argon2i', 'argon2x')]);
    assertRefused([good.replace('c2Vhc2FsdDE5', 'ooyGvg'), `{ARGON2}${argon2('m=4194304,t=3,p=1')}`]);
  });
});

describe('what is no hash', () => {
  it('is refused', () => {
    assertRefused(['', ' ', '!', '*', '0', 'null', 'NULL', '$$$$$$', 'Hunter-of-moss-22', 'Hnh49CtNlKLrW']);
    assertRefused(['b993bc43e68241b789e37e5674f9f03d', '7c18130d05131873c0acc7cbc7551a7f5910904c']);
    assertRefused(['$unknown$v=1$0ZQ1V5tPSOHD9uCrZvDoSg$gANAyWC8HoF6QJHbjn+MIURefwQvP6WkbQtARyfVteo']);
    assertRefused([
      '!0Rli7vLOd7vJuAP8uvKAgGtYz5uXR00cILqjETVx',
      'c5e6a70b:28b4c5ff',
      '$1$aUqZc.Xu$XMuwVnHEIiKPunPEjvqwM.',
    ]);
    for (const { hash } of vectors)
      assertRefused([`${hash}\0`, `${hash.slice(0, 20)}\0${hash.slice(20)}`, `${hash}\n`]);
  });

  it('is refused at once when it is long', () => {
    for (const { hash } of vectors)
      assertRefused([hash + 'A'.repeat(100_000), 'A'.repeat(1001), `{SSHA}${'A'.repeat(40_000)}`]);
  });
});
