/** @module Shows a rollout: from the results store when it has finished, else what is known so far. */
import { readStoredVerdict } from '../../activities/stored-verdict.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { RolloutRow } from '../../store/rows.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count, duration, fileSize, money } from '../format.js';
import { printable, type Colors } from '../output.js';
import { deciderLine, markText, rewardLine, ruleLines } from '../rollout/verdict-view.js';
import { ledgerView, turnsView } from '../rollout/turns-view.js';
import { findRollout, type UnfinishedRollout } from './find-rollout.js';
import { openLiveRollouts, type LiveRollout, type LiveRollouts } from './live-rollouts.js';
import { laterJson, laterLines } from './later.js';
import { callJson, failedCallJson, rolloutJson, turnJson, unfinishedJson } from './rollout-json.js';

/** @returns the exit code */
export async function runShow(context: Context, idOrPrefix: string): Promise<number> {
  const { settings, out } = context;
  const results = await openResultStore(settings.resultsUrl);
  let server: LiveRollouts | undefined;
  try {
    const found = await findRollout(
      { results, live: async () => (server = await openLiveRollouts(context)) },
      idOrPrefix,
    );
    if (found.kind === 'unfinished') {
      out.emit(unfinishedJson(found.rollout));
      for (const line of unfinishedLines(found.rollout, out.colors)) out.print(line);
      return EXIT.ok;
    }
    const { rollout, turns, calls, failures } = found.record;
    const later = { scores: await results.scores.of(rollout.id), costs: await results.scores.costsOf(rollout.id) };
    const made = { calls: calls.map(callJson), failed_calls: failures.map(failedCallJson) };
    const parts = { turns: turns.map(turnJson), ...made, ...laterJson(later) };
    out.emit({ ...rolloutJson(rollout), finished: true, ...parts });
    for (const line of headLines(rollout, out.colors)) out.print(line);
    out.print();
    for (const line of turnsView(found.record, out.colors)) out.print(line);
    out.print();
    for (const line of endLines(rollout, out.colors)) out.print(line);
    for (const line of laterLines(later)) for (const text of labelled('later', line, out.colors)) out.print(text);
    return EXIT.ok;
  } finally {
    await server?.close();
    await results.close();
  }
}

function unfinishedLines({ id, calls, failures, live }: UnfinishedRollout, colors: Colors): readonly string[] {
  const about = live === undefined || live.about === '' ? '' : printable(live.about);
  return [
    `${colors.bold(id)}  ${colors.yellow(statusOf(live))}`,
    ...(live === undefined || live.question === '' ? [] : labelled('question', printable(live.question), colors)),
    '',
    ...ledgerView({ calls, failures }, colors),
    ...(calls.length === 0
      ? [live?.status === 'running' ? 'No reply has arrived yet.' : 'No reply was recorded.']
      : []),
    '',
    ...(about === '' ? [] : labelled(live?.status === 'running' ? 'waits for' : 'reason', about, colors)),
    ...(live === undefined || live.trouble === '' ? [] : labelled('trouble', printable(live.trouble), colors)),
    ...(live === undefined || live.until === '' ? [] : labelled('until', live.until, colors)),
    ...(live === undefined ? [] : labelled('since', live.startedAt, colors)),
    ...(live?.link === undefined ? [] : labelled('ui', live.link, colors)),
  ];
}

function statusOf(live: LiveRollout | undefined): string {
  if (live === undefined) return 'not finished; start the Temporal server (maestro up --detach) to see whether it runs';
  return live.status === 'completed' ? 'completed; its record is not in this results store' : live.status;
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
  const mark = rollout.correct === null ? 'not graded' : markText(rollout.correct, colors);
  const verdict = readStoredVerdict(rollout.verdict);
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
    ...labelled('verdict', rollout.reward === null ? mark : `${mark}, reward ${rollout.reward}`, colors),
    ...ruleLines(verdict, colors).flatMap((line, index) => labelled(index === 0 ? 'rules' : '', line, colors)),
    ...(verdict?.decidedBy === undefined ? [] : labelled('decided', printable(deciderLine(verdict)), colors)),
    ...(verdict?.given === undefined ? [] : labelled('reward', rewardLine(verdict), colors)),
    ...labelled('spent', spent.join(', '), colors),
    ...labelled('by', `policy ${rollout.policy}, seed ${rollout.seed}, sample ${rollout.sample}`, colors),
    ...labelled('registry', rollout.registry.slice(0, 12), colors),
    ...labelled('when', `${rollout.startedAt} to ${rollout.finishedAt}`, colors),
  ];
}

function labelled(label: string, text: string, colors: Colors): readonly string[] {
  return text.split('\n').map((line, index) => `${colors.dim((index === 0 ? label : '').padEnd(9))} ${line}`);
}
