import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSeed } from './read.ts';

const secret = 'secret-of-sixteen';
const uuid = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';

/** One organization with these lines as its further members. */
const organization = (...lines: string[]): string =>
  ['organizations:', '  - name: School', ...lines.map((line) => `    ${line}`)].join('\n');
const application = (members: string): string => organization(`applications: [{ id: app, name: App, ${members} }]`);

const parse = (text: string) => parseSeed(text, 'seed.yaml').organizations[0];

function refuses(text: string, message: string): void {
  assert.throws(() => parseSeed(text, 'seed.yaml'), { name: 'StartupError', message: `seed.yaml, ${message}` });
}

describe('an application', () => {
  const app = 'line 3: organizations[0].applications[0]';
  const open = 'isConfidential: false, redirectUris: [http://localhost/]';
  const withId = (id: string) => organization(`applications: [{ id: "${id}", name: App, secret: ${secret} }]`);
  const idForm = 'must be of printable ASCII characters without blanks, "/" and ":"';
  const cases: readonly (readonly [string, string, string])[] = [
    ['without an id', organization(`applications: [{ name: App, secret: ${secret} }]`), `${app} lacks the member id`],
    ['with an empty id', withId(''), `${app}.id must not be empty`],
    ['with a blank in the id', withId('my app'), `${app}.id ${idForm}`],
    ['with a colon in the id', withId('my:app'), `${app}.id ${idForm}`],
    ['with a UUID in braces as the id', withId(`{${uuid}}`), `${app}.id is a UUID and must be written as ${uuid}`],
    [
      'that is confidential and has no secret',
      application('scopes: []'),
      `${app} is confidential and lacks the member secret`,
    ],
    ['with a short secret', application('secret: too-short'), `${app}.secret must have at least 16 characters`],
    [
      'with a long secret',
      application(`secret: ${'x'.repeat(101)}`),
      `${app}.secret must not be longer than 100 characters`,
    ],
    [
      'with a blank in the secret',
      application('secret: "secret of sixteen"'),
      `${app}.secret must be of printable ASCII characters without blanks`,
    ],
    [
      'that is not confidential and has a secret',
      application(`${open}, secret: ${secret}`),
      `${app}.secret is only for confidential applications`,
    ],
    [
      'that is not confidential and has no redirect URI',
      application('isConfidential: false'),
      `${app} is not confidential and needs redirectUris`,
    ],
    [
      'that is not confidential and has an application scope',
      application(`${open}, scopes: [{ name: PM.User, type: both }]`),
      `${app}.scopes[0].type must be user, because the application is not confidential`,
    ],
    [
      'with a redirect URI that is no URL',
      application(`secret: ${secret}, redirectUris: [callback]`),
      `${app}.redirectUris[0] must be an absolute URI`,
    ],
    [
      'with a redirect URI that runs a script',
      application(`secret: ${secret}, redirectUris: ["javascript:alert(1)"]`),
      `${app}.redirectUris[0] must be https, or a private scheme with a dot such as com.example.app`,
    ],
    [
      'with a redirect URI that is another machine without TLS',
      application(`secret: ${secret}, redirectUris: ["http://app.example/callback"]`),
      `${app}.redirectUris[0] must be https, unless it is an address of the own machine`,
    ],
    [
      'that is told of sign-outs by a scheme of its own',
      application(`secret: ${secret}, backchannelLogoutUri: "com.example.app:/out"`),
      `${app}.backchannelLogoutUri must be an https URL`,
    ],
    ['with keys in a file', application(`jwksUri: "file:///etc/keys"`), `${app}.jwksUri must be an https URL`],
    [
      'with a fragment in a redirect URI',
      application(`secret: ${secret}, redirectUris: ["https://a.example/#b"]`),
      `${app}.redirectUris[0] must not have a fragment`,
    ],
    [
      'with a redirect URI whose host is none',
      application(`secret: ${secret}, redirectUris: ["https://x;frame-ancestors/cb"]`),
      `${app}.redirectUris[0] must have a host of letters, digits, dots and hyphens, or an IPv6 address`,
    ],
    [
      'with a comma in a redirect URI, which the API would show as two',
      application(`secret: ${secret}, redirectUris: ["https://a.example/cb,https://b.example/cb"]`),
      `${app}.redirectUris[0] must not have a comma, because lists of them have commas between them`,
    ],
    [
      'with a redirect URI twice',
      application(`secret: ${secret}, redirectUris: ["http://a/", "http://a/"]`),
      `${app}.redirectUris[1] is listed twice`,
    ],
    [
      'with a scope name that has a blank',
      application(`secret: ${secret}, scopes: ["PM.User PM.Group"]`),
      `${app}.scopes[0] must be a scope name without blanks and quotes`,
    ],
    [
      'with a scope of an unknown type',
      application(`secret: ${secret}, scopes: [{ name: PM.User, type: all }]`),
      `${app}.scopes[0].type must be one of user, application, both`,
    ],
    [
      'with a scope that is a number',
      application(`secret: ${secret}, scopes: [7]`),
      `${app}.scopes[0] must be a mapping, that is "name: value" lines`,
    ],
    [
      'with a scope twice',
      application(`secret: ${secret}, scopes: [PM.User, { name: PM.User, type: user }]`),
      `${app}.scopes[1].name is taken by ${app.slice(8)}.scopes[0] already`,
    ],
    [
      'with the client id of one in another organization',
      `organizations:\n${['A', 'B'].map((name) => `  - { name: ${name}, applications: [{ id: app, name: App, secret: ${secret} }] }`).join('\n')}`,
      'line 3: organizations[1].applications[0].id is taken by organizations[0].applications[0] already',
    ],
  ];
  for (const [what, text, message] of cases) it(`${what} is refused`, () => refuses(text, `${message}.`));

  it('gets a scope named alone for both grants, or for users only when it is not confidential', () => {
    const scopes = 'scopes: [PM.User, { name: PM.Group, type: user }, { name: OR.Users }]';
    assert.deepEqual(parse(application(`secret: ${secret}, ${scopes}`))?.applications[0]?.scopes, [
      { name: 'PM.User', type: 'both' },
      { name: 'PM.Group', type: 'user' },
      { name: 'OR.Users', type: 'both' },
    ]);
    const open = 'isConfidential: false, redirectUris: [http://localhost/]';
    assert.deepEqual(parse(application(`${open}, ${scopes}`))?.applications[0]?.scopes, [
      { name: 'PM.User', type: 'user' },
      { name: 'PM.Group', type: 'user' },
      { name: 'OR.Users', type: 'user' },
    ]);
  });

  it('may have public keys instead of a secret', () => {
    const coordinate = Buffer.alloc(32, 1).toString('base64url');
    const key = `{ kty: EC, crv: P-256, x: ${coordinate}, y: ${coordinate} }`;
    const [app] = parse(application(`jwks: { keys: [${key}] }`))?.applications ?? [];
    assert.deepEqual(app?.jwks, { keys: [{ kty: 'EC', crv: 'P-256', x: coordinate, y: coordinate }] });
    const position = 'line 3: organizations[0].applications[0]';
    const refusals = [
      [`secret: ${secret}, jwks: { keys: [${key}] }`, 'secret has no use beside jwks, which takes its place'],
      ['jwks: { keys: [] }', 'jwks.keys must hold a key'],
      ['jwks: { keys: [{ kty: oct }] }', 'jwks.keys[0] has a kty other than RSA, EC and OKP'],
      [
        'jwks: { keys: [{ kty: EC, d: d }] }',
        'jwks.keys[0] has d, which belongs to a private key: name the public one only',
      ],
      ['jwks: { keys: [{ kty: EC, crv: P-256, x: x, y: y }] }', 'jwks.keys[0] must have 32 bytes in x'],
      [`jwks: { keys: [${Array(11).fill(key).join(', ')}] }`, 'jwks.keys must hold at most 10 keys'],
    ] as const;
    for (const [members, message] of refusals) refuses(application(members), `${position}.${message}.`);
  });
});
