/** Pseudonyms: 64-bit keyed digests that stand for identifiers from the door onwards. */
import { keyedDigest } from '#store/secret.server.ts';

/** A 64-bit number as decimal text; "0" stands for nobody. JavaScript numbers cannot hold it. */
export type Pseudonym = string;

// A visitor sends many events: the digest is remembered for the busiest ones.
const REMEMBERED = 50_000;

function keyed(purpose: string): (value: string) => Pseudonym {
  let young = new Map<string, Pseudonym>();
  let old = new Map<string, Pseudonym>();
  return (value) => {
    if (value === '') return '0';
    let key = young.get(value);
    if (key !== undefined) return key;
    key = old.get(value) ?? keyedDigest(purpose, value).readBigUInt64BE().toString();
    if (young.size >= REMEMBERED) {
      old = young;
      young = new Map();
    }
    young.set(value, key);
    return key;
  };
}

const organisation = keyed('organisation');

/** Of a KvK number or other reference of an organisation; white space and capitals do not count. */
export const organisationKey = (reference: string): Pseudonym =>
  organisation(reference.replace(/\s/g, '').toLowerCase());

export const visitorKey = keyed('visitor');
export const sessionKey = keyed('session');

/**
 * Of a group that a site divides by, such as a municipality: of this attribute, with this name. Sixteen letters and no digits, which in
 * a property of an event would be taken for somebody's number.
 */
export const groupKey = (attribute: string, name: string): string =>
  keyedDigest('group', `${attribute}\n${name}`)
    .toString('hex')
    .slice(0, 16)
    .replace(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)));
