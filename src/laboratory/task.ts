/** @module The laboratory's tasks, and what an expert replies to one: pure functions of world, split and index. */
import { seededRandom } from '../domain/random.js';
import type { Observed } from '../learning/observed.js';
import type { LearnTask } from '../learning/task-view.js';
import { CONFIDENCE, type SyntheticExpert, type World } from './world.js';

export interface SyntheticTask extends LearnTask {
  readonly family: number;
  readonly difficulty: number;
  readonly truth: number;
  /** What misled experts answer. */
  readonly trap: number;
  readonly misled: readonly boolean[];
}

export type Split = 'train' | 'probe' | 'validation' | 'test';

export function drawTask(world: World, split: Split, index: number): SyntheticTask {
  const id = `${world.name} ${split} ${index}`;
  const random = seededRandom('laboratory-task', id);
  const family = index % world.families.length;
  const { name = '', words = [] } = world.families[family] ?? {};
  const truth = random.int(0, world.values - 1);
  // Wordings of the later splits are not those of training.
  const lead = random.pick(
    split === 'train' || split === 'probe' ? ['please say', 'tell me'] : ['find out', 'we ask for'],
  );
  return {
    id,
    question: `${lead} ${random.shuffle(words).slice(0, 3).join(' ')}`,
    hasImages: false,
    image: '',
    kind: name,
    family,
    difficulty: drawFrom(world.difficulties, random.next()),
    truth,
    trap: (truth + random.int(1, world.values - 1)) % world.values,
    misled: world.misleading.map((probability) => random.next() < probability),
  };
}

/** The same reply however often it is asked, as a deterministic expert gives. */
export function reply(world: World, expert: SyntheticExpert, task: SyntheticTask): Observed {
  const random = seededRandom('laboratory-reply', expert.pair, task.id);
  const common = { pair: expert.pair, input: '' };
  if (random.next() < expert.faults) return { ...common, status: 'failed', answer: '', key: '', confidence: null };
  const right = random.next() < (expert.accuracy[task.family]?.[task.difficulty] ?? 0);
  const other = (task.truth + random.int(1, world.values - 1)) % world.values;
  const value = (task.misled[expert.lineage] ?? false) ? task.trap : right ? task.truth : other;
  const candid = random.next() < expert.candour;
  const confidence = candid === (value === task.truth) ? CONFIDENCE.high : CONFIDENCE.low;
  return { ...common, status: 'ok', answer: String(value), key: String(value), confidence };
}

function drawFrom(probabilities: readonly number[], drawn: number): number {
  let below = 0;
  const found = probabilities.findIndex((probability) => {
    below += probability;
    return drawn < below;
  });
  return found < 0 ? probabilities.length - 1 : found;
}
