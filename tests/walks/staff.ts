/** Somebody who is logged in at a running server and sends its forms, as a browser does. */

export const LOGIN = { HOERA_ADMIN_EMAIL: 'test@hoera.example', HOERA_ADMIN_PASSWORD: 'correct-horse-battery' };

export interface Staff {
  /** Sends a form; @throws Error when it was not taken */
  send: (path: string, fields: Record<string, string>) => Promise<void>;
  see: (path: string) => Promise<string>;
}

/** Logs in at a server that was first started with LOGIN in its environment. */
export async function logIn(url: string): Promise<Staff> {
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      // A program would get the answer as JSON.
      headers: { origin: url, accept: 'text/html', ...headers },
      body: new URLSearchParams(fields)
    });
  const login = await post('/login', { email: LOGIN.HOERA_ADMIN_EMAIL, password: LOGIN.HOERA_ADMIN_PASSWORD });
  const cookie = login.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  if (login.status !== 303) throw new Error(`Logging in was answered with ${login.status}.`);
  return {
    send: async (path, fields) => {
      const response = await post(path, fields, { cookie });
      if (response.status >= 400) throw new Error(`${path}: ${response.status}\n${await response.text()}`);
      await response.text();
    },
    see: async (path) => (await fetch(`${url}${path}`, { headers: { cookie } })).text()
  };
}
