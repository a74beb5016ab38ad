/** A place where passwords are tried. */
export interface Door {
  /** The same bytes for every name but the name. */
  readonly request: (name: string) => Buffer;
  /** Of the answer to a wrong password. */
  readonly refusal: number;
}

const organization = 'Default';
const password = 'wrong-passw0rd';

const doorNames = ['legacy', 'page', 'address'] as const;
type DoorName = (typeof doorNames)[number];

/** @throws Error when it is the name of no door. */
export function readDoor(name: string): DoorName {
  const door = doorNames.find((known) => known === name);
  if (door === undefined) throw new Error(`--door is one of ${doorNames.join(', ')}.`);
  return door;
}

/** The legacy login, or the sign-in page with a form that was fetched once: by name, or by e-mail address alone. */
export async function openDoor(name: DoorName, url: string): Promise<Door> {
  return name === 'legacy' ? legacyLogin : await signInPage(url, name === 'page' ? organization : '');
}

const legacyLogin: Door = {
  request: (usernameOrEmailAddress) => {
    const body = JSON.stringify({ tenancyName: organization, usernameOrEmailAddress, password });
    return post('/api/Account/Authenticate', ['Host: bench', 'Content-Type: application/json'], body);
  },
  refusal: 401,
};

async function signInPage(url: string, where: string): Promise<Door> {
  const answer = await fetch(`${url}/identity/web/login`);
  const formToken = /name="formToken" value="([^"]+)"/.exec(await answer.text())?.[1];
  if (formToken === undefined) throw new Error('The sign-in page has no form.');
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  const headers = [
    ...[`Host: ${new URL(url).host}`, `Origin: ${url}`, `Cookie: ${cookies.join('; ')}`],
    'Content-Type: application/x-www-form-urlencoded',
  ];
  return {
    request: (userName) => {
      const form = new URLSearchParams({ formToken, organization: where, userName, password });
      return post('/identity/web/login', headers, form.toString());
    },
    refusal: 400,
  };
}

function post(path: string, headers: readonly string[], body: string): Buffer {
  const head = [`POST ${path} HTTP/1.1`, ...headers, `Content-Length: ${Buffer.byteLength(body)}`];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
