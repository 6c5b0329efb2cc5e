/** @module `file:` URLs of the stores: which folder or file one names. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MaestroError, messageOf } from '../domain/errors.js';
import { shownUrl } from './store-url.js';

/**
 * Absolute path of a `file:` URL: `file:///var/lib/maestro/blobs`, or relative to the working folder, `file:.maestro/blobs`.
 * @param what names the store in the error, e.g. `blob store`.
 * @param known the kinds of URL that the store takes, for the error
 * @throws MaestroError INVALID_INPUT for any other URL.
 */
export function pathOfFileUrl(url: string, what: string, known = 'file:'): string {
  if (!url.startsWith('file:')) {
    throw new MaestroError(
      'INVALID_INPUT',
      `The ${what} ${JSON.stringify(shownUrl(url))} cannot be opened: only ${known} URLs are known, e.g. file:///var/lib/maestro/data.`,
    );
  }
  const rest = url.slice('file:'.length);
  if (rest === '') throw new MaestroError('INVALID_INPUT', `The URL of the ${what} names no path: ${url}`);
  if (!rest.startsWith('//')) return resolve(rest);
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new MaestroError(
      'INVALID_INPUT',
      `The URL of the ${what}, ${url}, names no local path (${messageOf(error)}): use file:///absolute/path or file:relative/path.`,
      { cause: error },
    );
  }
}
