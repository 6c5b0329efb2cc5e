/** @module A JavaScript realm that holds nothing but the language and Pyodide: no Node, no network, no files, no code from strings. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import { z } from 'zod';
import { MaestroError } from '../../../domain/errors.js';
import { MEMORY_BYTES, PRINTED_BYTES } from './messages.js';
import { WARM_UP } from './prelude.js';
import { pyodideFile } from './pyodide-file.js';
import { REALM_SOURCE } from './realm-source.js';

/** Runs a program, and tests after it. The report is JSON or a word for what broke; nothing of it may be trusted. */
export type RunInRealm = (code: string, tests: string | null) => unknown;

/**
 * Starts an interpreter, which takes seconds, imports what most programs use, and copies its memory (30 MB): interpreters that
 * begin with the copy start in a fraction of a second.
 */
export async function makeSnapshot(): Promise<Uint8Array> {
  const realm = createRealm(undefined, () => undefined);
  const snapshot = await member(realm.inside, 'makeSnapshot')(realm.lock, WARM_UP);
  if (!ArrayBuffer.isView(snapshot)) throw new MaestroError('INTERNAL', 'Pyodide made no snapshot.');
  return new Uint8Array(snapshot.buffer, snapshot.byteOffset, snapshot.byteLength);
}

export interface RealmOptions {
  /** From {@link makeSnapshot}. */
  readonly snapshot: Uint8Array;
  /** Python whose value is the function that runs programs. */
  readonly prelude: string;
  /** Is given what the program prints, as a string of one character a byte. */
  readonly write: (text: string) => void;
}

/** An interpreter in a realm of its own. It is good for one program, since a program may leave anything behind. */
export async function openRealm({ snapshot, prelude, write }: RealmOptions): Promise<RunInRealm> {
  const realm = createRealm(snapshot, write);
  await member(realm.inside, 'load')(realm.lock, prelude);
  return member(realm.inside, 'run');
}

/** The realm with Pyodide's scripts in it. `lock` is Pyodide's lock file without its list of packages: nothing can be installed. */
function createRealm(
  snapshot: Uint8Array | undefined,
  write: (text: string) => void,
): { readonly inside: unknown; readonly lock: string } {
  const source = (name: string): string => readFileSync(pyodideFile(name), 'utf8');
  const read = (name: unknown): Uint8Array => {
    if (name === 'snapshot' && snapshot !== undefined) return snapshot;
    return readFileSync(pyodideFile(z.enum(DATA_FILES).parse(name)));
  };
  const print = (text: unknown): void => (typeof text === 'string' ? write(text) : undefined);
  const nothing: object = {};
  Object.setPrototypeOf(nothing, null);
  const context = createContext(nothing, { codeGeneration: { strings: false, wasm: true } });
  const evaluate = (code: string, filename: string): unknown => new Script(code, { filename }).runInContext(context);
  const enter = callable(evaluate(REALM_SOURCE, 'realm.js'));
  const inside = enter(read, decode, encode, random, print, MEMORY_BYTES, PRINTED_BYTES);
  evaluate(withoutModules(source('pyodide.js')), 'pyodide.js');
  evaluate(asScript(withoutModules(source('pyodide.asm.mjs'))), 'pyodide.asm.js');
  const { info } = lockFile.parse(JSON.parse(source('pyodide-lock.json')));
  return { inside, lock: JSON.stringify({ info, packages: {} }) };
}

const DATA_FILES = ['pyodide.asm.wasm', 'python_stdlib.zip'] as const;
const lockFile = z.object({ info: z.record(z.string(), z.string()) });

/** The realm has no modules, and a failed import would bring an error of the host into it. */
function withoutModules(source: string): string {
  return source.replace(/\bimport\s*\(/g, 'noModules(');
}

/** An ES module with one default export as a script. */
function asScript(source: string): string {
  const script = source
    .replaceAll('import.meta.url', '"file:///pyodide/pyodide.asm.mjs"')
    .replace(/export default (\w+);\s*$/, 'globalThis.createPyodideModule = $1;');
  if (/\bimport\.meta\b|^export\b/m.test(script) || !script.endsWith('createPyodideModule = _createPyodideModule;')) {
    throw new MaestroError(
      'INTERNAL',
      'This version of pyodide has another form: install the one in package-lock.json.',
    );
  }
  return script;
}

function decode(view: unknown, label: unknown, fatal: unknown, ignoreBOM: unknown): string | undefined {
  try {
    const decoder = new TextDecoder(String(label), { fatal: fatal === true, ignoreBOM: ignoreBOM === true });
    return ArrayBuffer.isView(view)
      ? decoder.decode(Buffer.from(view.buffer, view.byteOffset, view.byteLength))
      : undefined;
  } catch {
    // No text in that encoding: the realm is told so by the missing value, and throws an error of its own.
    return undefined;
  }
}

function encode(text: unknown): string {
  return typeof text === 'string' ? Buffer.from(text, 'utf8').toString('latin1') : '';
}

function random(count: unknown): string {
  return randomBytes(typeof count === 'number' && count > 0 && count <= 65_536 ? Math.floor(count) : 0).toString(
    'base64',
  );
}

function member(owner: unknown, name: string): (...args: readonly unknown[]) => unknown {
  return callable(typeof owner === 'object' && owner !== null ? Reflect.get(owner, name) : undefined);
}

function callable(value: unknown): (...args: readonly unknown[]) => unknown {
  if (typeof value !== 'function') throw new MaestroError('INTERNAL', 'The Python realm did not start.');
  return (...args) => Reflect.apply(value, undefined, args) as unknown;
}
