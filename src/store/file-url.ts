/** @module `file:` URLs of the stores: which folder or file one names. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MaestroError, messageOf } from '../domain/errors.js';

/**
 * Absolute path of a `file:` URL: `file:///var/lib/maestro/blobs`, or relative to the working folder, `file:.maestro/blobs`.
 * @param what names the store in the error, e.g. `blob store`.
 * @throws MaestroError INVALID_INPUT for any other URL.
 */
export function pathOfFileUrl(url: string, what: string): string {
  if (!url.startsWith('file:')) {
    throw new MaestroError(
      'INVALID_INPUT',
      `The ${what} ${JSON.stringify(withoutPassword(url))} cannot be opened: only file: URLs are known, e.g. file:///var/lib/maestro/data.`,
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

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//***@');
}
