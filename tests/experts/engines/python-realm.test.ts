/**
 * The realm behind the Python engine, with the bridges to JavaScript left open: what is beyond them must be powerless. Every object
 * that can be reached is asked for a way to make code, which is how an object of Node would give itself away.
 *
 * Realms stand in processes of their own here, as they do for users: a Temporal worker leaves a hook behind in the process of the tests
 * that makes code from strings for each promise, which no realm allows.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findSnapshot } from '../../../src/experts/engines/python/snapshot.js';
import { compile, type Compiled } from '../../support/compiled.js';

const OPEN_PRELUDE = `
def run(code, tests):
    import contextlib, io, traceback
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(code, {})
        except BaseException:
            traceback.print_exc(file=out)
    return out.getvalue().strip()
run`;

const RUN_IN_REALM = `
import { readFileSync } from 'node:fs';
import { openRealm } from './src/experts/engines/python/realm.js';
const { file, prelude, code } = JSON.parse(process.argv[2]);
const run = await openRealm({ snapshot: readFileSync(file), prelude, write: () => undefined });
process.stdout.write(String(run(code, null)));`;

let compiled: Compiled;
let script: string;

beforeAll(async () => {
  compiled = await compile(['domain', 'experts/engines/python']);
  script = await compiled.script('run-in-realm.js', RUN_IN_REALM);
});

afterAll(() => compiled.remove());

async function run(code: string): Promise<string> {
  const file = await findSnapshot(AbortSignal.timeout(120_000));
  if (typeof file !== 'string') throw new Error('The build made no snapshot of Python: npm run build says why.');
  const job = JSON.stringify({ file, prelude: OPEN_PRELUDE, code });
  return (await promisify(execFile)(process.execPath, [script, job])).stdout;
}

test('code from strings is refused by every object, and none is of the host', async () => {
  const said = await run(`
import js, pyodide_js
queue = [js, pyodide_js, pyodide_js._api, pyodide_js._module]
seen, refused, made, names = set(), 0, set(), set()
while queue and len(seen) < 2000:
    proxy = queue.pop()
    try:
        # The names of an array of millions are too many.
        if proxy.js_id in seen or hasattr(proxy, "BYTES_PER_ELEMENT"):
            continue
    except BaseException:
        continue
    seen.add(proxy.js_id)
    for code in ("return process", "return this", "return import('node:fs')"):
        for get in (lambda: proxy.constructor, lambda: proxy.constructor.constructor):
            try:
                result = get()(code)
                # A constructor of strings gives the string.
                if str(result) != code:
                    made.add(str(result))
            except BaseException as error:
                refused += "Code generation from strings disallowed" in str(error)
    for name in dir(proxy):
        if name == "makeMemorySnapshot":
            continue
        try:
            value = getattr(proxy, name)
        except BaseException:
            continue
        names.add(name)
        if "Js" in type(value).__name__:
            queue.append(value)
host = {"process", "require", "fetch", "WebSocket", "XMLHttpRequest", "Buffer", "importScripts", "navigator"}
print(len(seen) == 2000, refused > 5000, made, names & host)`);
  expect(said).toBe('True True set() set()');
});

test('what Pyodide offers under Node is not there', async () => {
  const said = await run(`
import js, pyodide_js
print(dir(js) == [name for name in dir(js) if name.startswith("_") or hasattr(type(js), name) or name in dir(pyodide_js)])
for attempt in (
    lambda: pyodide_js.mountNodeFS("/x", "/"),
    lambda: pyodide_js.FS.mount(pyodide_js.FS.filesystems.NODEFS, {"root": "/"}, "/tmp"),
    lambda: pyodide_js.constructor.constructor("return 1")(),
    lambda: pyodide_js._module.readBinary("/etc/passwd"),
):
    try:
        print("worked", attempt())
    except BaseException as error:
        print(type(error).__name__)`);
  expect(said.split('\n').slice(1)).toEqual(['JsException', 'JsException', 'JsException', 'AttributeError']);
});

test('a callback of the program never gets the frames of the host', async () => {
  const said = await run(`
import pyodide_js
from pyodide.ffi import create_proxy
caught = []
Error = None
try:
    pyodide_js.mountNodeFS("/x", "/")
except BaseException as error:
    Error = error.constructor
Error.prepareStackTrace = create_proxy(lambda *args: caught.append(args))
try:
    pyodide_js.mountNodeFS("/x", "/")
except BaseException as error:
    str(error.stack)
print(Error.prepareStackTrace, len(caught))`);
  expect(said).toBe('None 0');
});
