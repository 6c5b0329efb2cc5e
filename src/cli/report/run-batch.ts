/** @module A batch as part of a larger job: submitted as a user would, watched to its end, and known by its id. */
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import type { Context } from '../command.js';
import { batch } from '../commands/batch.js';
import { EXIT } from '../exit-codes.js';

export interface BatchRequest {
  /** A suite or a file of tasks. */
  readonly source: string;
  readonly limit: number | undefined;
  readonly seed: number;
  readonly samples: number;
  readonly policies: readonly string[];
  readonly concurrency: number | undefined;
  readonly adapter: string | undefined;
  readonly maxCalls: number | undefined;
}

const emitted = z.object({ batch: z.string() });

/**
 * What is done already is not run again, as the same tasks under the same conditions are the same batch. Its progress goes to stderr.
 * @returns its id @throws MaestroError as `maestro batch submit`; SERVER_CONFLICT when the terminal left it
 */
export async function runBatch(context: Context, request: BatchRequest): Promise<string> {
  let id: string | undefined;
  const out = {
    ...context.out,
    print: (text = '') => context.out.note(text),
    emit: (value: object) => {
      id = emitted.safeParse(value).data?.batch ?? id;
    },
  };
  const { source, limit, seed, samples, policies, concurrency, adapter, maxCalls } = request;
  const exit = await batch.run(
    { ...context, out },
    {
      ...{ action: 'submit', what: source, seed: String(seed), samples: String(samples), policy: [...policies] },
      ...(limit === undefined ? {} : { limit: String(limit) }),
      ...(concurrency === undefined ? {} : { concurrency: String(concurrency) }),
      ...(adapter === undefined ? {} : { adapter }),
      ...(maxCalls === undefined ? {} : { maxCalls: String(maxCalls) }),
    },
  );
  if (id !== undefined && exit !== EXIT.interrupted) return id;
  throw new MaestroError(
    'SERVER_CONFLICT',
    `The batch of ${source} is not over: give the same command again, and it goes on where it is.`,
  );
}
