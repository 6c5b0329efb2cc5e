/** A table of replies by hand: one family that each of two pairs is good at, and a picture that only one can read when it is worn. */
import type { Reply, TableSplit, TableTask } from '../../src/evidence/table.js';
import { engineModel, skill, smallSnapshot } from '../support/snapshot.js';

export const SNAPSHOT = smallSnapshot({
  models: [
    engineModel('Counter', { skills: ['Counting'], strengths: 'Counts shapes.', whenToChoose: 'How many there are.' }),
    engineModel('Reader', { skills: ['Reading'], strengths: 'Reads words.', whenToChoose: 'What is written.' }),
    engineModel('Restorer', { skills: ['Reading'], strengths: 'Reads worn words.', whenToChoose: 'Noisy print.' }),
  ],
  skills: [
    skill('Counting', { needsImage: true, keywords: ['how many'] }),
    skill('Reading', { needsImage: true, keywords: ['written'] }),
  ],
});

export const COUNTER = 'Counter@@Counting';
export const READER = 'Reader@@Reading';
export const RESTORER = 'Restorer@@Reading';

export function reply(pair: string, answer: string, fields: Partial<Reply> = {}): Reply {
  const status = answer === '' ? 'cannot' : 'ok';
  return { pair, status, answer, key: answer, confidence: null, correct: false, ms: 10, ...fields };
}

/** @param said by Counter, Reader and Restorer; the truth is `yes`, and an empty text a decline */
export function entry(
  family: 'count' | 'read',
  number: number,
  split: TableSplit,
  said: readonly [string, string, string],
  fields: Partial<TableTask> = {},
): TableTask {
  const question = family === 'count' ? 'How many shapes are there?' : 'What is written here?';
  const sha256 = `${family === 'count' ? 'c' : 'd'}${split.length}${number}`.padEnd(64, '0');
  return {
    ...{ suite: 'tiny', split, bin: 'png S' },
    task: {
      ...{ id: `tiny/${family}/${number}-${split}`, question, family, dataSource: 'exact', groundTruth: ['yes'] },
      images: [{ sha256, bytes: 10, mime: 'image/png', width: 4, height: 4 }],
    },
    replies: [COUNTER, READER, RESTORER].map((pair, place) => {
      const answer = said[place] ?? '';
      return reply(pair, answer, { correct: answer === 'yes' });
    }),
    ...fields,
  };
}

/** Counter is right on counts; of words Reader on clean ones, Restorer on worn ones, and each declines the rest. */
export function tinyTable(split: TableSplit, each: number): readonly TableTask[] {
  return Array.from({ length: each }, (_, number) => [
    entry('count', number, split, ['yes', `read ${number}`, '']),
    number % 2 === 0
      ? entry('read', number, split, ['no', 'yes', ''])
      : entry('read', number, split, ['no', '', 'yes'], { bin: 'jpeg S' }),
  ]).flat();
}
