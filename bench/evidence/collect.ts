/** @module Asks every pair every task, in process as a rollout asks, and adds what they say to the table. Goes on where it was. */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readDecision } from '../../dist/activities/bodies.js';
import { createActivities } from '../../dist/activities/create-activities.js';
import { driveInProcess } from '../../dist/activities/drive-in-process.js';
import { findSuite } from '../../dist/datasets/suite.js';
import { isMaestroError } from '../../dist/domain/errors.js';
import type { PreparedTask, Task } from '../../dist/domain/task.js';
import { DECIDE_STEP } from '../../dist/domain/step-id.js';
import { headOfTable, lineOfTable, parseTable, wholeLines } from '../../dist/evidence/table-file.js';
import { TABLE_SPLITS, type Reply, type TableSplit, type TableTask } from '../../dist/evidence/table.js';
import { committedKey } from '../../dist/grading/committed.js';
import { gradeFactsOf } from '../../dist/activities/score-answer.js';
import type { openHost } from '../../dist/host.js';
import { UNKNOWN } from '../../dist/policies/local-decision.js';
import { fittingPairs } from '../../dist/policies/pairs.js';
import { difficultyBin } from '../../dist/report/difficulty.js';
import { hashJson } from '../../dist/store/hash.js';

export type Host = Awaited<ReturnType<typeof openHost>>;

/** How many tasks of each family a split has. */
export interface Amount extends Readonly<Record<TableSplit, number>> {
  readonly suite: string;
  /** Undefined: all families of the suite. */
  readonly families?: readonly string[];
}
export type Amounts = readonly Amount[];

export function atMost(amounts: Amounts, rounds: number): Amounts {
  const least = (count: number): number => Math.min(count, rounds);
  return amounts.map((amount) => ({
    ...amount,
    ...{ train: least(amount.train), probe: least(amount.probe) },
    ...{ validation: least(amount.validation), test: least(amount.test) },
  }));
}

/** No seed that a suite was looked at with. */
const SEEDS: Readonly<Record<TableSplit, number>> = { train: 7101, probe: 7102, validation: 7103, test: 7104 };

export function activitiesOf(host: Host) {
  return createActivities(host.deps, () => ({
    ...{ runId: '', quick: true, attempt: 1, endsAtMs: Infinity },
    signal: new AbortController().signal,
  }));
}

/** A task of a suite's split, by its place, as `maestro eval` makes it. */
export function taskAt(suite: string, split: TableSplit, index: number): Task {
  const wording = split === 'test' ? 'held-out' : 'known';
  const item = findSuite(suite).item(index, SEEDS[split], wording);
  const { id, question, dataSource, groundTruth, family, options, category, group, image } = item;
  const mime = image?.[0] === 0xff ? 'image/jpeg' : 'image/png';
  return {
    ...{ id, question, family, data_source: dataSource, ground_truth: groundTruth },
    images: image === undefined ? [] : [`data:${mime};base64,${Buffer.from(image).toString('base64')}`],
    ...(options === undefined ? {} : { options }),
    ...(category === undefined ? {} : { category }),
    ...(group === undefined ? {} : { group }),
  };
}

/** Where each task of the table comes from: rounds of one task of each family, so that a table that is broken off is balanced. */
export function placesOf(amounts: Amounts): readonly Place[] {
  const rounds = Math.max(...amounts.flatMap((amount) => TABLE_SPLITS.map((split) => amount[split])));
  return Array.from({ length: rounds }, (_, round) =>
    amounts.flatMap(({ suite, families, ...amount }) =>
      TABLE_SPLITS.filter((split) => round < amount[split]).flatMap((split) =>
        findSuite(suite).families.flatMap((family, place, { length }) =>
          families === undefined || families.includes(family)
            ? [
                {
                  ...{ suite, split, index: round * length + place },
                  id: `${suite}/${family}/${round}-seed${SEEDS[split]}`,
                },
              ]
            : [],
        ),
      ),
    ),
  ).flat();
}

export interface Place {
  readonly suite: string;
  readonly split: TableSplit;
  readonly index: number;
  readonly id: string;
}

/** Tasks that are asked at the same time. */
const AT_ONCE = 2;

/** @returns the whole table of these amounts */
export async function collect(host: Host, file: string, amounts: Amounts): Promise<readonly TableTask[]> {
  const registry = hashJson(await host.deps.registry());
  await mkdir(dirname(file), { recursive: true });
  const text = await readFile(file, 'utf8').catch(() => '');
  const kept = wholeLines(text) === '' ? headOfTable(registry) : wholeLines(text);
  if (kept !== text) await writeFile(file, kept);
  const known = new Map(parseTable(kept, file, registry).map((entry) => [entry.task.id, entry]));
  const places = placesOf(amounts);
  const missing = places.filter(({ id }) => !known.has(id));
  const begun = performance.now();
  for (let done = 0; done < missing.length; done += AT_ONCE) {
    const asked = missing.slice(done, done + AT_ONCE);
    const entries = await Promise.all(
      asked.map(({ suite, split, index }) => ask(host, taskAt(suite, split, index), suite, split)),
    );
    for (const entry of entries) {
      await appendFile(file, lineOfTable(entry));
      known.set(entry.task.id, entry);
    }
    const seconds = Math.round((performance.now() - begun) / 1_000);
    console.error(`${done + asked.length} of ${missing.length} tasks in ${seconds} s`);
  }
  return places.flatMap(({ id }) => known.get(id) ?? []);
}

async function ask(host: Host, task: Task, suite: string, split: TableSplit): Promise<TableTask> {
  const { results, registry } = host.deps;
  const activities = activitiesOf(host);
  const replies: Reply[] = [];
  let prepared: PreparedTask | undefined;
  const images = (task.images ?? []).length > 0 ? [ANY_IMAGE] : [];
  for (const { name: pair } of fittingPairs(await registry(), { images })) {
    const rolloutId = `${task.id}-${pair}`.replace(/[^\w-]/g, '-');
    const begun = performance.now();
    const input = { task, policy: `fixed:${pair}`, limits: { max_calls: 1 } };
    try {
      await driveInProcess(activities, { rolloutId, input, startedAtMs: Date.now() });
    } catch (error) {
      if (!isMaestroError(error)) throw error;
      console.error(`${rolloutId}: ${error.message}`);
      replies.push({ pair, status: 'failed', answer: '', key: '', confidence: null, correct: false, ms: 0 });
      continue;
    }
    const ms = Math.round(performance.now() - begun);
    const record = await results.getRollout(rolloutId);
    if (record === undefined) throw new Error(`no row of ${rolloutId}`);
    prepared ??= preparedOf(task, record.rollout.images);
    const [call] = record.turns;
    const status = call?.status === 'ok' || call?.status === 'cannot' ? call.status : 'failed';
    const last = record.calls.find(({ step, turn }) => step === DECIDE_STEP && turn === 2);
    const action = last === undefined ? undefined : readDecision(last).action;
    const text = status === 'ok' && action?.kind === 'answer' && action.text !== UNKNOWN ? action.text : '';
    const key = text === '' ? '' : await committedKey({ ...gradeFactsOf(prepared), answer: text });
    const correct = text !== '' && record.rollout.correct === true;
    replies.push({ pair, status, answer: text, key, confidence: call?.confidence ?? null, correct, ms });
  }
  if (prepared === undefined) throw new Error(`no pair could be asked ${task.id}`);
  return { suite, split, task: prepared, bin: difficultyBin(prepared.images), replies };
}

const ANY_IMAGE = { sha256: '', bytes: 0, mime: 'image/png', width: 1, height: 1 } as const;

function preparedOf(task: Task, images: PreparedTask['images']): PreparedTask {
  const { id, question, data_source: dataSource = 'exact', ground_truth: truth = [], family = '' } = task;
  const { options, category, group } = task;
  return {
    ...{ id, question, images, dataSource, family, groundTruth: typeof truth === 'string' ? [truth] : truth },
    ...(options === undefined ? {} : { options }),
    ...(category === undefined ? {} : { category }),
    ...(group === undefined ? {} : { group }),
  };
}
