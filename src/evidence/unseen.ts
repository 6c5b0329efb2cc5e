/**
 * @module Experts that a policy never saw: it is trained without some pairs and the families that they are for, then given them with
 * nothing but their cards, with some labelled probes, or with cards that mislead; beside one that was trained with them.
 */
import type { RegistrySnapshot } from '../domain/registry.js';
import { pickTasks } from '../learning/pick-tasks.js';
import { indexRecords, type RecordTable } from '../learning/records.js';
import { greedy, lookThrough } from './look.js';
import { play, type Played } from './play.js';
import { playOnline } from './prequential.js';
import { familyOf, recordsOfTable, type TableTask } from './table.js';
import { trainOnTable, type TablePolicy, type TableTraining } from './train.js';

/** What is held out: pairs, and the families that they are for. */
export interface HeldOut {
  readonly name: string;
  readonly pairs: readonly string[];
  /** `suite family`, or a suite for all of its families. */
  readonly families: readonly string[];
}

export function isHeldOut(entry: TableTask, { families }: HeldOut): boolean {
  return families.includes(entry.suite) || families.includes(familyOf(entry));
}

export const UNSEEN_ARMS = ['without', '0', '20', '100', 'online', 'misled 0', 'misled 100', 'retrained'] as const;
export type UnseenArm = (typeof UNSEEN_ARMS)[number];

/** `online`: with the records that the stream left. */
export const STREAM_ARMS = ['without', '0', 'online'] as const;
export type StreamArm = (typeof STREAM_ARMS)[number];

export interface Unseen {
  /** Each in the order of the test tasks of the table. */
  readonly arms: Readonly<Record<UnseenArm, readonly Played[]>>;
  /** Labelled tasks of the new families, in the order in which they come, and what was made of them. */
  readonly stream: { readonly tasks: readonly TableTask[] } & Readonly<Record<StreamArm, readonly Played[]>>;
}

export type UnseenTraining = Omit<TableTraining, 'train' | 'validation' | 'records' | 'pairs'>;

/**
 * Of one training seed. Probes are of the new families, of splits that the policy was not trained on; every pair is tried on each. The
 * stream is of all of them, and only who is called is tried.
 * @param retrained a policy that was trained with all pairs and families
 */
export function playUnseen(
  entries: readonly TableTask[],
  heldOut: HeldOut,
  training: UnseenTraining,
  retrained: TablePolicy,
): Unseen {
  const { snapshot, settings, run } = training;
  const isNew = (entry: TableTask): boolean => isHeldOut(entry, heldOut);
  const known = entries.filter(({ split }) => split === 'train' || split === 'probe');
  const oldKnown = known.filter((entry) => !isNew(entry)).map((entry) => withoutPairs(entry, heldOut.pairs));
  const oldPairs = pairsOf(entries).filter((pair) => !heldOut.pairs.includes(pair));
  const records = recordsOfTable(oldKnown);
  const of = (split: string, from: readonly TableTask[]) => from.filter((entry) => entry.split === split);
  const policy = trainOnTable({
    ...training,
    ...{ run: `${run} without ${heldOut.name}`, records, pairs: oldPairs, train: of('train', oldKnown) },
    validation: of('validation', entries).filter((entry) => !isNew(entry)),
  });
  const probed = (count: number): RecordTable =>
    recordsOfTable([...oldKnown, ...probesOf(known.filter(isNew), count, run)]);
  const test = of('test', entries);
  const use = (
    { model, weights }: TablePolicy,
    table: RecordTable,
    seen: RegistrySnapshot,
    pairs?: readonly string[],
    tasks: readonly TableTask[] = test,
  ): readonly Played[] => {
    const decide = greedy(lookThrough(seen, indexRecords(table)), model, weights, {
      maxCalls: settings.maxCalls,
      pairs,
    });
    return tasks.map((entry) => play(entry, decide, settings));
  };
  const misled = misleadingCards(snapshot, heldOut.pairs);
  const tasks = probesOf(known.filter(isNew), Infinity, run);
  const online = playOnline(tasks, oldKnown, policy, { snapshot, maxCalls: settings.maxCalls });
  return {
    arms: {
      without: use(policy, records, snapshot, oldPairs),
      '0': use(policy, records, snapshot),
      '20': use(policy, probed(20), snapshot),
      '100': use(policy, probed(MOST_PROBES), snapshot),
      online: use(policy, online.records, snapshot),
      'misled 0': use(policy, records, misled),
      'misled 100': use(policy, probed(MOST_PROBES), misled),
      retrained: use(retrained, recordsOfTable(known), snapshot),
    },
    stream: {
      tasks,
      without: use(policy, records, snapshot, oldPairs, tasks),
      '0': use(policy, records, snapshot, undefined, tasks),
      online: online.played,
    },
  };
}

const MOST_PROBES = 100;

/** In the order of the table. */
export function pairsOf(entries: readonly TableTask[]): readonly string[] {
  return [...new Set(entries.flatMap(({ replies }) => replies.map(({ pair }) => pair)))];
}

/** So many tasks, families in turn, each once; all, if there are no more. */
export function probesOf(entries: readonly TableTask[], count: number, run: string): readonly TableTask[] {
  const families = [...new Set(entries.map(familyOf))].map((family) => ({
    family,
    tasks: entries.filter((entry) => familyOf(entry) === family),
  }));
  const rounds = Math.max(0, ...families.map(({ tasks }) => tasks.length)) * families.length;
  const inTurn = rounds === 0 ? [] : pickTasks(families, `${run} probes`, 0, rounds);
  return [...new Set(inTurn)].slice(0, count);
}

function withoutPairs(entry: TableTask, pairs: readonly string[]): TableTask {
  return { ...entry, replies: entry.replies.filter(({ pair }) => !pairs.includes(pair)) };
}

/** Each card of these pairs says what a card of other pairs is good at. Cards that are shared with other pairs stay as they are. */
export function misleadingCards(snapshot: RegistrySnapshot, pairs: readonly string[]): RegistrySnapshot {
  const held = pairs.map((pair) => pair.split('@@'));
  const only = (of: 'models' | 'skills', place: 0 | 1): readonly string[] =>
    [...new Set(held.map((names) => names[place] ?? ''))].filter((id) =>
      snapshot.models.every(
        (model) =>
          model.unavailable !== '' ||
          model.skills.every(
            (skill) => (of === 'models' ? model.id : skill) !== id || pairs.includes(`${model.id}@@${skill}`),
          ),
      ),
    );
  const [models, skills] = [only('models', 0), only('skills', 1)];
  const otherModels = snapshot.models.filter((each) => isCallable(each) && !models.includes(each.id));
  const offered = new Set(otherModels.flatMap((model) => model.skills));
  const otherSkills = snapshot.skills.filter(({ id }) => offered.has(id) && !skills.includes(id));
  return {
    ...snapshot,
    models: snapshot.models.map((model) => {
      const other = inTurn(otherModels, models.indexOf(model.id));
      if (other === undefined) return model;
      return { ...model, strengths: other.strengths, whenToChoose: other.whenToChoose };
    }),
    skills: snapshot.skills.map((skill) => {
      const other = inTurn(otherSkills, skills.indexOf(skill.id));
      if (other === undefined) return skill;
      return { ...skill, summary: other.summary, whenToUse: other.whenToUse, keywords: other.keywords };
    }),
  };
}

function isCallable({ unavailable, skills }: RegistrySnapshot['models'][number]): boolean {
  return unavailable === '' && skills.length > 0;
}

/** Undefined for no place, and of no items. */
function inTurn<T>(items: readonly T[], place: number): T | undefined {
  return place < 0 ? undefined : items[place % items.length];
}
