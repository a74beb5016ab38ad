import fc from 'fast-check';
import { anyAscii, anyText, edited, truncated } from './text.ts';

const pieces = fc.oneof(
  fc.constantFrom('&', '=', '+', '%', '%00', '%zz', '%c0%ae', '%ed%a0%80', ';', '#', '\0', '\n', '[]', '[0]', '\ufeff'),
  fc.constantFrom('&client_secret=', '&client_id=', '&grant_type=', '&scope=', '&client_assertion=x', '&resource=x'),
  fc.constantFrom('&__proto__=x', '&constructor=x', '&grant_type[]=x', '&client_assertion_type=jwt', '&request=x'),
  anyText,
);

const grants = fc
  .constantFrom('password', 'refresh_token', 'authorization_code', 'implicit', '__proto__', 'CLIENT_CREDENTIALS', 'x')
  .map((grant) => `grant_type=${grant}&refresh_token=x&code=x&redirect_uri=x&username=admin&password=x&device_code=x`);

/** Forms around one that is refused for a single reason. */
export const forms = (form: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: edited(form, pieces) },
    { weight: 1, arbitrary: truncated(form) },
    { weight: 1, arbitrary: grants.map((grant) => `${form.replace(/grant_type=\w+/, '')}&${grant}`) },
    { weight: 1, arbitrary: fc.webQueryParameters() },
    fc.nat(70_000).map((length) => `${form}&scope=${'x'.repeat(length)}`),
    fc.nat(20_000).map((count) => `${form}${'&a'.repeat(count)}`),
    anyText,
  );

/** What somebody might hope to pass off as the text. */
export function nearSecrets(text: string): fc.Arbitrary<string> {
  const likenesses = [
    ...['', ' ', '\0', '*', '%', text.toUpperCase(), `${text} `, ` ${text}`, `${text}\0`, `${text}\n`, `\ufeff${text}`],
    ...[`${text}${text}`, encodeURIComponent(`${text}=`), [...text].reverse().join(''), text.replaceAll('-', '\u2010')],
    ...['null', 'undefined', 'true', '[object Object]', '__proto__', 'x'.repeat(101), 'é'.repeat(100)],
  ];
  return fc
    .oneof(fc.constantFrom(...likenesses), truncated(text), edited(text, anyText), anyAscii)
    .filter((near) => near.toWellFormed() !== text)
    .map((near) => near.toWellFormed());
}

/** Values of `Authorization` around the one that names the client, none of which goes with any form. */
export const basics = (id: string, secret: string): fc.Arbitrary<string> =>
  fc.oneof(
    edited(btoa(`${id}:not-${secret}`), fc.oneof(fc.stringMatching(/^[\w=+/-]{0,4}$/), anyAscii)).map(
      (text) => `Basic ${text}`,
    ),
    nearSecrets(secret).map((near) => `Basic ${Buffer.from(`${id}:${near}`).toString('base64')}`),
    anyText.map((text) => `Basic ${Buffer.from(`:${text}`).toString('base64')}`),
    fc.constantFrom('Basic :', `Basic ${btoa(':')}`, `Basic ${btoa(id)}`, `Basic ${btoa(`:${secret}`)}`),
    fc.constantFrom('%', '%zz', '%00', '%c3', '+', ':').map((odd) => `Basic ${btoa(`${id}:${odd}`)}`),
    fc.constant(`Basic ${'A'.repeat(30_000)}`),
  );

const names = fc.oneof(
  fc.constantFrom('PM.User', 'PM.User.Read', 'PM.Group', 'pm.user', 'PM', 'OR.Folders', 'openid', 'offline_access'),
  fc.constantFrom('IdentityServerApi', '__proto__', 'constructor', '*', '"', '\\', '\0', '\t', ',', '💥'),
  anyText,
);

/** Scopes to ask for, granted and other ones. */
export const scopes = fc
  .oneof(
    fc
      .tuple(fc.array(names, { maxLength: 5 }), fc.constantFrom(' ', ' ', '  ', ',', '\n'))
      .map(([list, by]) => list.join(by)),
    fc.nat(12_000).map((length) => 'PM.User '.repeat(length / 8)),
    fc.nat(12_000).map((length) => 'x'.repeat(length)),
  )
  .map((scope) => scope.toWellFormed());
