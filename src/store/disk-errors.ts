/** @module Errors of the file system as errors of the store: what was wrong, where, and what to do. */
import { MaestroError, messageOf } from '../domain/errors.js';

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space, or use a data folder on another disk',
  EDQUOT: 'the disk quota is used up: free some space, or use a data folder on another disk',
  EFBIG: 'the file would exceed the size limit of this process or file system: raise it (ulimit -f)',
  EACCES: 'permission denied: let the user of this process write there, or use another data folder',
  EPERM: 'permission denied: let the user of this process write there, or use another data folder',
  EROFS: 'the file system is read-only: use a data folder on a writable one',
  ENOTDIR: 'a part of the path is a file, not a folder: move it away, or use another data folder',
  EISDIR: 'a folder is in the way: move it away, or use another data folder',
  EMFILE: 'too many files are open: raise the limit (ulimit -n) or lower the concurrency',
  ENFILE: 'too many files are open on this machine: raise its limit or lower the concurrency',
  EIO: 'the disk failed to read or write: check its health',
};

/**
 * The `code` of a system error such as ENOENT; empty for anything else. Not by `instanceof`: Node's own errors come from
 * another realm under Jest.
 */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

/** STORE_UNAVAILABLE for a failed operation on `path`; `doing` as in `write the blob`. */
export function diskError(doing: string, path: string, cause: unknown): MaestroError {
  const code = codeOf(cause);
  const why = ADVICE[code] ?? messageOf(cause);
  return new MaestroError('STORE_UNAVAILABLE', `Could not ${doing} ${path}: ${why}.`, {
    cause,
    data: { path, errno: code },
  });
}
