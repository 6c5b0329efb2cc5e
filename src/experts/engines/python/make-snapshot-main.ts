/** @module A process that makes the snapshot from which interpreters start, and writes its bytes to standard output. */
import { orExit, writeAll } from './standard-streams.js';
import { makeSnapshot } from './realm.js';

writeAll(await orExit(makeSnapshot()));
