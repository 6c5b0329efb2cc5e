/** @module Every command, in the order of the help text. */
import type { Command } from '../command.js';
import { ablate } from './ablate.js';
import { ask } from './ask.js';
import { baselines } from './baselines.js';
import { batch } from './batch.js';
import { data } from './data.js';
import { demo } from './demo.js';
import { doctor } from './doctor.js';
import { down } from './down.js';
import { evaluate } from './eval.js';
import { gc } from './gc.js';
import { grade } from './grade.js';
import { logs } from './logs.js';
import { prompt } from './prompt.js';
import { registry } from './registry.js';
import { report } from './report.js';
import { reprice } from './reprice.js';
import { rescore } from './rescore.js';
import { review } from './review.js';
import { services } from './services.js';
import { show } from './show.js';
import { sql } from './sql.js';
import { status } from './status.js';
import { train } from './train.js';
import { up } from './up.js';
import { verify } from './verify.js';
import { worker } from './worker.js';

export const COMMANDS: readonly Command[] = [
  ask,
  evaluate,
  batch,
  report,
  baselines,
  ablate,
  train,
  show,
  registry,
  prompt,
  grade,
  data,
  review,
  rescore,
  reprice,
  sql,
  verify,
  gc,
  services,
  up,
  down,
  status,
  logs,
  worker,
  doctor,
  demo,
];
