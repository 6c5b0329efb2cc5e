/** @module The families of the suite `charts`: what ChartQA asks, on charts drawn by vega-lite from made and from public data. */
import { MaestroError } from '../../domain/errors.js';
import type { Random } from '../../domain/random.js';
import type { Family, PictureDraft } from '../draft.js';
import { isLegible } from './legible.js';
import { makeSubject } from './made-subjects.js';
import { askCount, askExtreme, askTrend } from './questions/comparisons.js';
import type { Ask, Question } from './questions/question.js';
import { askDifference, askLookup, askRatio, askSum } from './questions/values.js';
import { realSubjects } from './real-subjects.js';
import { specOf } from './spec.js';
import { difficultyOf, drawStyle, kindsOf, type ChartStyle } from './style.js';
import { cutTable, type Cut, type Table } from './table.js';
import { drawVegaLite } from './vega.js';

/** Tables, styles and questions are drawn until the answer can be told from the picture; a few tries do. */
const MAX_TRIES = 1000;

const CUTS: readonly Cut[] = ['over-time', 'at-one-time', 'rows-over-time'];

/** A chart and a question about it, before it is drawn. */
export interface ChartDraft {
  readonly table: Table;
  readonly style: ChartStyle;
  readonly question: Question;
}

export function draftChart(ask: Ask, random: Random): ChartDraft {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const subject = random.next() < 0.35 ? random.pick(realSubjects()) : makeSubject(random);
    const cut = random.pick(CUTS);
    const kind = random.pick(kindsOf(cut, subject.additive));
    const isRound = kind === 'pie' || kind === 'donut';
    const size = {
      categories: random.int(3, isRound ? 6 : cut === 'rows-over-time' ? 7 : 10),
      series: random.int(2, 4),
    };
    const table = cutTable(subject, cut, size, random);
    const style = drawStyle(table, kind, random);
    if (!isLegible(table, style)) continue;
    const question = ask(table, style, random);
    if (question !== undefined) return { table, style, question };
  }
  throw new MaestroError('INTERNAL', `No chart with a decidable question was found in ${MAX_TRIES} tries.`);
}

function family(name: string, ask: Ask): Family {
  const generate = (random: Random): PictureDraft => {
    const { table, style, question } = draftChart(ask, random);
    return {
      ...drawVegaLite(specOf(table, style)),
      wordings: question.wordings,
      truth: question.truth,
      difficulty: { asked: question.asked, ...difficultyOf(table, style) },
    };
  };
  return { name, skill: 'Chart', generate };
}

export const CHART_FAMILIES: readonly Family[] = [
  family('lookup', askLookup),
  family('extreme', askExtreme),
  family('difference', askDifference),
  family('ratio', askRatio),
  family('sum', askSum),
  family('trend', askTrend),
  family('count', askCount),
];
