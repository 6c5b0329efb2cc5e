/**
 * @module Accuracy of pairs on a generated suite, by family and by difficulty, each pair asked once per item as a rollout asks it.
 *
 * `npm run bench:suites -- --suite charts --pairs Chart-Reader@@Chart [--items 210] [--seed 1001]
 * [--by labels,wear,family+kind] [--list]`; prints Markdown. Items have the wordings that learning may see.
 */
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createActivities } from '../../dist/activities/create-activities.js';
import { driveInProcess } from '../../dist/activities/drive-in-process.js';
import { findSuite, type SuiteItem } from '../../dist/datasets/suite.js';
import { openHost } from '../../dist/host.js';
import { readSettings } from '../../dist/settings.js';

const { values } = parseArgs({
  options: {
    suite: { type: 'string', default: 'charts' },
    pairs: { type: 'string', default: 'Chart-Reader@@Chart' },
    items: { type: 'string', default: '210' },
    seed: { type: 'string', default: '1001' },
    by: { type: 'string', default: 'labels,wear,kind' },
    list: { type: 'boolean', default: false },
  },
});

interface Outcome {
  readonly item: SuiteItem;
  readonly pair: string;
  readonly isRight: boolean;
  /** It gave an answer, right or wrong. */
  readonly answered: boolean;
}

const folder = await realpath(await mkdtemp(join(tmpdir(), 'maestro-bench-suites-')));
await mkdir(join(folder, 'inbox'));
const host = await openHost(readSettings({ MAESTRO_DATA_DIR: folder }, folder), {}, (line) =>
  process.stderr.write(`${line}\n`),
);
const activities = createActivities(host.deps, () => ({
  runId: '',
  quick: true,
  attempt: 1,
  endsAtMs: Infinity,
  signal: new AbortController().signal,
}));

async function ask(item: SuiteItem, pair: string): Promise<Outcome> {
  const mime = item.image?.[0] === 0xff ? 'image/jpeg' : 'image/png';
  const images = item.image === undefined ? [] : [`data:${mime};base64,${Buffer.from(item.image).toString('base64')}`];
  const { id, question, dataSource, groundTruth, family } = item;
  const final = await driveInProcess(activities, {
    rolloutId: `${id}-${pair}`.replace(/[^\w-]/g, '-'),
    input: {
      task: { id, question, images, data_source: dataSource, ground_truth: groundTruth, family },
      policy: `fixed:${pair}`,
      limits: { max_calls: 1 },
    },
    startedAtMs: Date.now(),
  });
  const isRight = final.verdict?.correct === true;
  const answered = final.turns.some(({ status }) => status === 'ok');
  if (values.list) {
    const said = `${JSON.stringify(final.verdict)} ${final.turns.map(({ note }) => note).join(' ')}`;
    process.stdout.write(
      `${isRight ? '+' : answered ? '-' : '0'} ${id} ${pair} | ${question} | ${String(groundTruth)} | ${said} | ${JSON.stringify(item.difficulty)}\n`,
    );
  }
  return { item, pair, isRight, answered };
}

function valueOf({ family, difficulty }: SuiteItem, knob: string): string {
  return knob === 'family' ? family : String(difficulty[knob]);
}

function table(
  title: string,
  outcomes: readonly Outcome[],
  pairs: readonly string[],
  key: (item: SuiteItem) => string,
): string {
  const keys = [...new Set(outcomes.map(({ item }) => key(item)))].sort();
  const row = (name: string): string => {
    const own = outcomes.filter(({ item }) => key(item) === name);
    const cells = pairs.map((pair) => {
      const of = own.filter((outcome) => outcome.pair === pair);
      const right = of.filter(({ isRight }) => isRight).length;
      const answered = of.filter((outcome) => outcome.answered).length;
      return `${((100 * right) / of.length).toFixed(0)} % (${right} of ${answered} answered)`;
    });
    return `| ${[name, String(own.length / pairs.length), ...cells].join(' | ')} |`;
  };
  const head = [title, 'items', ...pairs];
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...keys.map(row)].join('\n');
}

try {
  const suite = findSuite(values.suite);
  const pairs = values.pairs.split(',');
  const outcomes: Outcome[] = [];
  for (let index = 0; index < Number(values.items); index++) {
    const item = suite.item(index, Number(values.seed), 'known');
    outcomes.push(...(await Promise.all(pairs.map((pair) => ask(item, pair)))));
  }
  const keys: (readonly [string, (item: SuiteItem) => string])[] = [
    ['all', () => 'all'],
    ['family', ({ family }) => family],
    ...values.by.split(',').map(
      (knobs) =>
        [
          knobs,
          (item: SuiteItem) =>
            knobs
              .split('+')
              .map((knob) => valueOf(item, knob))
              .join(', '),
        ] as const,
    ),
  ];
  for (const [title, key] of keys) process.stdout.write(`\n${table(title, outcomes, pairs, key)}\n`);
} finally {
  await host.close();
  await rm(folder, { recursive: true, force: true });
}
