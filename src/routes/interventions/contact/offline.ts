/** What a device keeps of Hoera for when there is no network: one page without anybody's data, and what that page is made of. */

/** The page as it opens without network; the server makes it without saying who is logged in. */
export const OFFLINE = '/interventions/contact/offline';
export const CONTACT = '/interventions/contact';

/** Parts of the app never change under the same address. */
const PARTS = '/_app/immutable/';

export const isPart = (url: URL, origin: string): boolean => url.origin === origin && url.pathname.startsWith(PARTS);

/**
 * Addresses of the scripts and styles that a page names; of our own parts only.
 * @param said the page itself, and the header Link, in which most of its scripts are named
 */
export function partsIn(said: string, address: string): string[] {
  const { origin } = new URL(address);
  const named = [...said.matchAll(/["'(<]([^"'()<>\s]*\/_app\/immutable\/[^"'()<>\s]+)["')>]/g)].map(
    ([, path]) => new URL(path!, address)
  );
  return [...new Set(named.filter((url) => isPart(url, origin)).map(({ href }) => href))].sort();
}
