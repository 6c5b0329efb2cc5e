/** @module A process with one interpreter: reads its job, runs the program, says what came of it. */
import { inPortions } from './in-portions.js';
import { jobSchema, type Message } from './messages.js';
import { PRELUDE } from './prelude.js';
import { openRealm } from './realm.js';
import { orExit, readAll, writeAll } from './standard-streams.js';

const NEW_LINE = 10;

const say = (message: Message): void => writeAll(Buffer.from(`${JSON.stringify(message)}\n`));

const input = readAll();
const end = input.indexOf(NEW_LINE);
const { code, tests } = jobSchema.parse(JSON.parse(input.toString('utf8', 0, end)));
const output = inPortions((text) => say({ kind: 'printed', text }));
const run = await orExit(openRealm({ snapshot: input.subarray(end + 1), prelude: PRELUDE, write: output.write }));
say({ kind: 'ready' });
const report = run(code, tests);
output.flush();
// Whatever else the realm returns is not looked at.
say({ kind: 'done', report: typeof report === 'string' ? report : 'broken' });
