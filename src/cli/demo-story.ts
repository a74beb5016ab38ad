import { isDeepStrictEqual } from 'node:util';

// The people and the application of `examples/hogwarts.yaml`.
const changePath = '/Hogwarts/Gryffindor/identity_/api/User/har-3107/changepassword';
const tokenForm = {
  grant_type: 'client_credentials',
  client_id: '467ef653-cafa-41ae-9c0f-19fee3c7932a',
  client_secret: 'example-secret-of-owl-post',
  scope: 'PM.User',
};

interface Chapter {
  readonly title: string;
  readonly body: string;
  readonly status: number;
  /** What the answer must hold, member by member; members not named here are free. */
  readonly expected: Readonly<Record<string, unknown>>;
}

const succeeded = { succeeded: true, errors: [] };
const refused = (...errors: readonly { code: string; description: string }[]) => ({ succeeded: false, errors });
const mismatch = refused({ code: 'PasswordMismatch', description: 'Incorrect password.' });
const weak = refused(
  { code: 'PasswordTooShort', description: 'Passwords must be at least 8 characters.' },
  { code: 'PasswordRequiresDigit', description: "Passwords must have at least one digit ('0'-'9')." },
);

/** As in the guides' sample: a word without quotes on line 17, which is complained about twice. */
const malformed = [
  '{',
  ...Array.from({ length: 15 }, (_, n) => `    "member${n + 1}": null,`),
  '    "bypassBasicAuthRestriction": harry',
  '}',
].join('\n');
const misread = ['h', 'a'].map(
  (character) =>
    `Unexpected character encountered while parsing value: ${character}. Path 'bypassBasicAuthRestriction', line 17, position 35.`,
);

const chapters: readonly Chapter[] = [
  { title: 'Change the password', body: passwords('al0h0m0ra-account', 'patr0nu5'), status: 200, expected: succeeded },
  {
    title: 'The old one is refused',
    body: passwords('al0h0m0ra-account', 'lum0smax'),
    status: 400,
    expected: mismatch,
  },
  { title: 'The new one is accepted', body: passwords('patr0nu5', 'lum0s-maxima'), status: 200, expected: succeeded },
  { title: 'A wrong old password', body: passwords('expelliarmus', 'n0x-n0x-n0x'), status: 400, expected: mismatch },
  { title: 'A weak new password', body: passwords('lum0s-maxima', 'spring'), status: 400, expected: weak },
  {
    title: 'A malformed body',
    body: malformed,
    status: 400,
    expected: { errors: { bypassBasicAuthRestriction: misread } },
  },
];

function passwords(oldPassword: string, newPassword: string): string {
  return JSON.stringify({ oldPassword, newPassword });
}

/** Goes through the chapters over HTTP and prints each exchange. Returns whether every answer was right. */
export async function tellStory(url: string): Promise<boolean> {
  const token = await requestToken(url);
  let wrong = token === undefined ? 1 : 0;
  for (const chapter of chapters) {
    const isRight = await tell(chapter, url, token ?? '');
    if (!isRight) wrong += 1;
  }
  print(wrong === 0 ? 'Every answer was right.' : `${wrong} of ${chapters.length + 1} answers were wrong.`);
  return wrong === 0;
}

async function requestToken(url: string): Promise<string | undefined> {
  print('\n── Get a token\n\nPOST /Hogwarts/identity_/connect/token', shown(new URLSearchParams(tokenForm).toString()));
  const response = await fetch(`${url}/Hogwarts/identity_/connect/token`, {
    method: 'POST',
    body: new URLSearchParams(tokenForm),
  });
  const answer = (await response.json()) as { access_token?: string };
  const text = JSON.stringify({ ...answer, access_token: `${answer.access_token?.slice(0, 16)}…` });
  print(`\n${response.status}`, shown(text), '');
  return response.ok ? answer.access_token : undefined;
}

async function tell({ title, body, status, expected }: Chapter, url: string, token: string): Promise<boolean> {
  print(`── ${title}\n\nPOST ${changePath}`, shown(body));
  const response = await fetch(`${url}${changePath}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  });
  const text = await response.text();
  const answer = JSON.parse(text) as Record<string, unknown>;
  const isRight =
    response.status === status &&
    Object.entries(expected).every(([name, value]) => isDeepStrictEqual(answer[name], value));
  print(`\n${response.status}`, shown(text), isRight ? '' : '\nThis is not the answer that was expected.\n');
  return isRight;
}

const shown = (text: string): string => text.replaceAll(/^/gm, '  ');

const print = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);
