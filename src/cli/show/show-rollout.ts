/** @module Prints one rollout from the results store. */
import { MaestroError } from '../../domain/errors.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { ResultStore, RolloutRecord } from '../../store/result-store.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count, duration, money } from '../format.js';
import { printable } from '../output.js';
import { turnsView } from '../rollout/turns-view.js';

/** How many of the newest rollouts a shortened id is looked for in. */
const SEARCHED = 20_000;

/** @returns the exit code @throws MaestroError NOT_FOUND */
export async function showRollout({ out, settings }: Context, id: string): Promise<number> {
  const results = await openResultStore(settings.resultsUrl);
  try {
    const record = await find(results, id);
    out.emit(record);
    for (const line of lines(record, out.colors)) out.print(line);
    return EXIT.ok;
  } finally {
    await results.close();
  }
}

async function find(results: ResultStore, id: string): Promise<RolloutRecord> {
  const exact = await results.getRollout(id);
  if (exact !== undefined) return exact;
  const matching = (await results.listRollouts({ limit: SEARCHED })).filter((row) => row.id.startsWith(id));
  const [only, ...more] = matching;
  if (only !== undefined && more.length === 0) {
    const record = await results.getRollout(only.id);
    if (record !== undefined) return record;
  }
  if (only !== undefined) {
    const some = matching.slice(0, 5).map((row) => row.id);
    throw new MaestroError(
      'NOT_FOUND',
      `"${id}" begins the ids of ${matching.length} rollouts, among them ${some.join(', ')}. Write more of it.`,
    );
  }
  const calls = await results.ledger.list(id);
  if (calls.length > 0) {
    throw new MaestroError(
      'NOT_FOUND',
      `Rollout ${id} is not finished: ${count(calls.length, 'call')} so far. See it in the Temporal UI (maestro status).`,
    );
  }
  throw new MaestroError(
    'NOT_FOUND',
    `The results store has no rollout "${id.slice(0, 200)}" (${results.url}). Finished ones only; ids are printed by ask and eval.`,
  );
}

function lines(record: RolloutRecord, colors: Context['out']['colors']): readonly string[] {
  const { rollout } = record;
  const verdict =
    rollout.correct === null ? 'not graded' : rollout.correct ? colors.green('right') : colors.red('wrong');
  const truth = rollout.groundTruth.map((text) => JSON.stringify(text)).join(' or ');
  const images = rollout.images
    .map(({ sha256, width, height }) => `${sha256.slice(0, 12)} ${width}x${height}`)
    .join(', ');
  return [
    colors.bold(rollout.id),
    `question  ${printable(rollout.question)}`,
    ...(images === '' ? [] : [`images    ${images}`]),
    ...(truth === '' ? [] : [`truth     ${printable(truth)}`]),
    `answer    ${rollout.answer === null ? colors.yellow('none') : printable(rollout.answer)}  (${verdict}, reward ${rollout.reward ?? 0})`,
    `outcome   ${rollout.outcome}${rollout.reason === '' ? '' : `: ${printable(rollout.reason)}`}`,
    '',
    ...turnsView(record, colors),
    '',
    colors.dim(
      [
        `policy ${rollout.policy}`,
        `registry ${rollout.registry.slice(0, 12)}`,
        count(rollout.promptTokens + rollout.completionTokens, 'token'),
        money(rollout.costUsd),
        duration(rollout.latencyMs),
        rollout.startedAt,
      ].join(', '),
    ),
  ];
}
