/** @module Shows a rollout from the results store. */
import { openResultStore } from '../../store/open-result-store.js';
import type { RolloutRow } from '../../store/rows.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count, duration, fileSize, money } from '../format.js';
import { printable, type Colors } from '../output.js';
import { turnsView } from '../rollout/turns-view.js';
import { findRollout } from './find-rollout.js';
import { callJson, rolloutJson, turnJson } from './rollout-json.js';

/** @returns the exit code */
export async function runShow({ settings, out }: Context, idOrPrefix: string): Promise<number> {
  const results = await openResultStore(settings.resultsUrl);
  try {
    const found = await findRollout(results, idOrPrefix);
    if (found.kind === 'unfinished') {
      out.emit({ id: found.id, finished: false, turns: [], calls: found.calls.map(callJson) });
      out.print(
        `${out.colors.bold(found.id)}  ${out.colors.yellow('has not finished')}: it runs, or waits for a worker`,
      );
      out.print(`${count(found.calls.length, 'call')} recorded so far:`);
      for (const { turn, step, model, status, latencyMs, recordedAt } of found.calls) {
        out.print(`  turn ${turn}  ${step} on ${model}  ${status}  ${duration(latencyMs)}  ${recordedAt}`);
      }
      return EXIT.ok;
    }
    const { rollout, turns, calls } = found.record;
    out.emit({ ...rolloutJson(rollout), finished: true, turns: turns.map(turnJson), calls: calls.map(callJson) });
    for (const line of headLines(rollout, out.colors)) out.print(line);
    out.print();
    for (const line of turnsView(found.record, out.colors)) out.print(line);
    out.print();
    for (const line of endLines(rollout, out.colors)) out.print(line);
    return EXIT.ok;
  } finally {
    await results.close();
  }
}

function headLines(rollout: RolloutRow, colors: Colors): readonly string[] {
  const images = rollout.images.map(
    ({ mime, width, height, bytes }) => `${mime} ${width} x ${height}, ${fileSize(bytes)}`,
  );
  const optional: readonly (readonly [string, string])[] = [
    ['images', images.join('; ')],
    ['truth', rollout.groundTruth.map((text) => JSON.stringify(text)).join(' or ')],
    ['task', [rollout.taskId, rollout.family].filter((part) => part !== '').join(', ')],
    ['batch', rollout.batch],
  ];
  return [
    colors.bold(rollout.id),
    ...labelled('question', printable(rollout.question), colors),
    ...optional.flatMap(([label, text]) => (text === '' ? [] : labelled(label, printable(text), colors))),
  ];
}

function endLines(rollout: RolloutRow, colors: Colors): readonly string[] {
  const verdict =
    rollout.correct === null ? 'not graded' : rollout.correct ? colors.green('right') : colors.red('wrong');
  const tokens = rollout.promptTokens + rollout.completionTokens;
  const spent = [
    count(rollout.turns, 'turn'),
    ...(tokens === 0 ? [] : [count(tokens, 'token')]),
    money(rollout.costUsd),
    duration(rollout.latencyMs),
  ];
  return [
    ...labelled('outcome', [rollout.outcome, rollout.reason].filter((part) => part !== '').join(': '), colors),
    ...(rollout.answer === null ? [] : labelled('answer', colors.bold(printable(rollout.answer)), colors)),
    ...labelled('verdict', rollout.reward === null ? verdict : `${verdict}, reward ${rollout.reward}`, colors),
    ...labelled('spent', spent.join(', '), colors),
    ...labelled('by', `policy ${rollout.policy}, seed ${rollout.seed}, sample ${rollout.sample}`, colors),
    ...labelled('registry', rollout.registry.slice(0, 12), colors),
    ...labelled('when', `${rollout.startedAt} to ${rollout.finishedAt}`, colors),
  ];
}

function labelled(label: string, text: string, colors: Colors): readonly string[] {
  return text.split('\n').map((line, index) => `${colors.dim((index === 0 ? label : '').padEnd(9))} ${line}`);
}
