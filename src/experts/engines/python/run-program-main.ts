/** @module A process with one interpreter: reads its job, runs the program, says what came of it. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { inPortions } from './in-portions.js';
import { jobSchema, type Message } from './messages.js';
import { PRELUDE } from './prelude.js';
import { openRealm } from './realm.js';
import { orExit, readAll, writeAll } from './standard-streams.js';

/**
 * Most programs end long before the interpreter's WebAssembly, optimized beside them, would be of use to them: that took as much of a
 * processor as all the rest of a short program. Left to those that run for seconds. A version of V8 without the flag goes on without it.
 */
setFlagsFromString('--wasm-tiering-budget=300000000');

const NEW_LINE = 10;

const say = (message: Message): void => writeAll(Buffer.from(`${JSON.stringify(message)}\n`));

const input = readAll();
const end = input.indexOf(NEW_LINE);
const { code, tests, snapshot: file } = jobSchema.parse(JSON.parse(input.toString('utf8', 0, end)));
const snapshot = file === null ? input.subarray(end + 1) : readFileSync(file);
const output = inPortions((text) => say({ kind: 'printed', text }));
const run = await orExit(openRealm({ snapshot, prelude: PRELUDE, write: output.write }));
say({ kind: 'ready' });
const report = run(code, tests);
output.flush();
// Whatever else the realm returns is not looked at.
say({ kind: 'done', report: typeof report === 'string' ? report : 'broken' });
