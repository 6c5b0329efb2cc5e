/** @module Experts that the policy never saw, over training seeds, on new families and on old ones. */
import { differenceOf, figuresOf, type Arm } from '../../dist/evidence/measure.js';
import type { TableTask } from '../../dist/evidence/table.js';
import {
  isHeldOut,
  pairsOf,
  playUnseen,
  STREAM_ARMS,
  UNSEEN_ARMS,
  type HeldOut,
  type StreamArm,
  type Unseen,
  type UnseenArm,
} from '../../dist/evidence/unseen.js';
import { meanOf } from '../../dist/statistics/clusters.js';
import { points, share, type MainEvidence, type Study } from './main-evidence.js';

const GEOMETRY = { pairs: ['Figure-Reader@@Geometric', 'Statement-Solver@@Geometric'], families: ['geometry'] };
const DOCUMENTS = {
  pairs: ['Document-Reader@@OCR', 'Document-Reader-Restored@@OCR', 'Document-Reader-Evened@@OCR'],
  families: ['words form', 'words receipt', 'words table', 'words formula'],
};

const HELD_OUT: readonly HeldOut[] = [
  { name: 'geometry', ...GEOMETRY },
  { name: 'documents', ...DOCUMENTS },
  {
    name: 'geometry and documents',
    pairs: [...GEOMETRY.pairs, ...DOCUMENTS.pairs],
    families: [...GEOMETRY.families, ...DOCUMENTS.families],
  },
];

/** Below it the gain of retraining is too small to be divided by. */
const LEAST_GAIN = 0.03;

/** What an arm may lose on old families, and not be inferior. */
const MARGIN = 0.02;

/** Tasks at the beginning of a stream, and at its end, that are shown apart. */
const ENDS = 20;

/** @param only the names of what is held out; empty: all */
export function printUnseen(
  { entries, seeds, training }: Study,
  { test, policies }: MainEvidence,
  only: readonly string[],
): void {
  for (const heldOut of HELD_OUT.filter(({ name }) => only.length === 0 || only.includes(name))) {
    const left = pairsOf(entries).length - heldOut.pairs.length;
    const played = seeds.map((seed, at) => {
      const retrained = policies[at];
      if (retrained === undefined) throw new Error(`seed ${seed} was not trained`);
      return playUnseen(entries, heldOut, training(seed), retrained);
    });
    const isNew = test.map((entry) => isHeldOut(entry, heldOut));
    const probes = entries.filter(
      (entry) => (entry.split === 'train' || entry.split === 'probe') && isHeldOut(entry, heldOut),
    );
    console.log(
      `### ${heldOut.name}: ${heldOut.pairs.length} pairs held out of ${left + heldOut.pairs.length}, ${count(isNew)} test tasks of new ` +
        `families, ${test.length - count(isNew)} of old ones; ${probes.length} labelled tasks\n`,
    );
    console.log(
      '| arm | new families | gain over `without` | p | of the retrained gain | old families | over `without` | p | not worse by 2 points |',
    );
    console.log('|---|---|---|---|---|---|---|---|---|');
    const [fresh, old] = [
      part(test, played, isNew),
      part(
        test,
        played,
        isNew.map((each) => !each),
      ),
    ];
    const gain = differenceOf(fresh.arms.retrained, fresh.arms.without, fresh.tasks);
    for (const name of UNSEEN_ARMS) {
      const own = differenceOf(fresh.arms[name], fresh.arms.without, fresh.tasks);
      const before = differenceOf(old.arms[name], old.arms.without, old.tasks);
      const ratio = gain.low > LEAST_GAIN ? share(own.mean / gain.mean) : '-';
      console.log(
        `| ${name} | ${accuracy(fresh.arms[name], fresh.tasks)} | ${points(own)} | ${ratio} | ${accuracy(old.arms[name], old.tasks)} | ${points(before)} | ${before.low > -MARGIN ? 'shown' : 'not shown'} |`,
      );
    }
    printStream(
      probes,
      played.map(({ stream }) => stream),
    );
  }
}

/** Each task is decided, then recorded: seeds have them in orders of their own, and are compared task by task. */
function printStream(tasks: readonly TableTask[], streams: readonly Unseen['stream'][]): void {
  const arm = (name: StreamArm): Arm => ({
    name,
    played: streams.map((stream) => {
      const byTask = new Map(stream.tasks.map(({ task }, at) => [task.id, stream[name][at]]));
      return tasks.flatMap(({ task }) => byTask.get(task.id) ?? []);
    }),
  });
  const rights = (name: StreamArm, from: number, to?: number): string =>
    share(meanOf(streams.flatMap((stream) => stream[name].slice(from, to).map(({ correct }) => (correct ? 1 : 0)))));
  console.log(
    `\n| stream of ${tasks.length} | right | first ${ENDS} | last ${ENDS} | over \`0\` | p |\n|---|---|---|---|---|---|`,
  );
  for (const name of STREAM_ARMS)
    console.log(
      `| ${name} | ${accuracy(arm(name), tasks)} | ${rights(name, 0, ENDS)} | ${rights(name, -ENDS)} | ${points(differenceOf(arm(name), arm('0'), tasks))} |`,
    );
  console.log('');
}

function accuracy(arm: Arm, tasks: readonly TableTask[]): string {
  const { accuracy: known, calls } = figuresOf(arm, tasks);
  return `${share(known.mean)} (${calls.toFixed(2)} calls)`;
}

function count(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length;
}

function part(test: readonly TableTask[], played: readonly Unseen[], isIn: readonly boolean[]) {
  const arm = (name: UnseenArm): Arm => ({
    name,
    played: played.map(({ arms }) => arms[name].filter((_, at) => isIn[at] === true)),
  });
  return {
    tasks: test.filter((_, at) => isIn[at] === true),
    arms: {
      ...{ without: arm('without'), '0': arm('0'), '20': arm('20'), '100': arm('100'), online: arm('online') },
      ...{ 'misled 0': arm('misled 0'), 'misled 100': arm('misled 100'), retrained: arm('retrained') },
    },
  };
}
