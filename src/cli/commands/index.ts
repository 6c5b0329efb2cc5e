/** @module Every command, in the order of the help text. */
import type { Command } from '../command.js';
import { ask } from './ask.js';
import { evaluate } from './eval.js';
import { down } from './down.js';
import { status } from './status.js';
import { up } from './up.js';

export const COMMANDS: readonly Command[] = [ask, evaluate, up, down, status];
