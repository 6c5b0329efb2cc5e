/** @module The families of the suite `geometry`: what Geometry3K asks, by group of theorems; answers are deduced from what is given. */
import { MaestroError } from '../../domain/errors.js';
import { deduce, stepsTo } from '../../domain/geometry/deduce.js';
import { toLatex, toNumber, type Quantity } from '../../domain/geometry/quantity.js';
import { relationsOf } from '../../domain/geometry/theorems.js';
import type { Random } from '../../domain/random.js';
import type { Family, PictureDraft } from '../draft.js';
import { drawFigure } from './draw.js';
import type { Figure } from './figure.js';
import { parallelFigure, rightFigure, triangleFigure } from './figures.js';
import { circleFigure, similarFigure } from './round-figures.js';

const MAX_TRIES = 200;

export interface GeometryDraft {
  readonly figure: Figure;
  /** What is asked: a segment or an angle. */
  readonly asked: string;
  readonly value: Quantity;
  /** Theorems that the answer takes. */
  readonly steps: number;
}

/** Figures are drawn until something askable follows from what is given. */
export function draftGeometry(figureOf: (random: Random) => Figure, random: Random): GeometryDraft {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const figure = figureOf(random);
    const known = deduce(figure.given, figure.facts.flatMap(relationsOf));
    const askable = figure.askable.filter((name) => (known.get(name)?.depth ?? 0) > 0);
    if (askable.length === 0) continue;
    const asked = random.pick(askable);
    const value = known.get(asked)?.value;
    if (value !== undefined) return { figure, asked, value, steps: stepsTo(asked, known) };
  }
  throw new MaestroError('INTERNAL', `No figure with a question was found in ${MAX_TRIES} tries.`);
}

function family(name: string, figureOf: (random: Random) => Figure): Family {
  const generate = (random: Random): PictureDraft => {
    const { figure, asked, value, steps } = draftGeometry(figureOf, random);
    const inWords = random.next() < 0.6;
    const look = {
      size: random.pick([320, 400, 512]),
      fontSize: random.pick([14, 16, 20]),
      lineWidth: random.pick([1.5, 2, 3]),
      turn: random.int(-25, 25),
      measures: !inWords,
    };
    return {
      ...drawFigure(figure, look),
      wordings: wordingsOf(figure, asked, inWords),
      truth: asked.startsWith('<') ? String(toNumber(value)) : toLatex(value),
      difficulty: {
        steps,
        measures: inWords ? 'in words' : 'in the figure',
        asked: asked.startsWith('<') ? 'angle' : 'length',
        size: look.size,
        fontSize: look.fontSize,
        lineWidth: look.lineWidth,
        turn: look.turn,
      },
    };
  };
  return { name, skill: 'Geometric', generate };
}

/** Eight: two ways to state the relations and measures, four to ask. */
function wordingsOf({ statements, given }: Figure, asked: string, inWords: boolean): readonly string[] {
  const what = nameOf(asked);
  const measure = what.startsWith('angle') ? `the measure of ${what}, in degrees` : `the length of ${what}`;
  const asks = [`Find ${measure}.`, `What is ${measure}?`, `Determine ${measure}.`, `How large is ${what}?`];
  const others = [
    `Calculate ${measure}.`,
    `Give ${measure}.`,
    `Work out ${measure}.`,
    `What does the figure imply for ${measure}?`,
  ];
  const stated = (way: 0 | 1): string => {
    const measures = inWords ? [...given].map(([name, value]) => measureText(name, value, way)) : [];
    return [...statements.map((ways) => ways[way]), ...measures].join(' ');
  };
  return [...asks.map((ask) => `${stated(0)} ${ask}`), ...others.map((ask) => `${stated(1)} ${ask}`)];
}

/** `angle ABC`, `AB`. */
function nameOf(name: string): string {
  return name.startsWith('<') ? `angle ${name.slice(1)}` : name;
}

function measureText(name: string, value: Quantity, way: 0 | 1): string {
  if (name.startsWith('<'))
    return `${way === 0 ? 'Angle' : 'The measure of angle'} ${name.slice(1)} is ${toNumber(value)} degrees.`;
  const length = value.root === 1 ? String(toNumber(value)) : toLatex(value);
  return way === 0 ? `${name} = ${length}.` : `The length of ${name} is ${length}.`;
}

export const GEOMETRY_FAMILIES: readonly Family[] = [
  family('triangle', triangleFigure),
  family('right-triangle', rightFigure),
  family('parallel-lines', parallelFigure),
  family('circle', circleFigure),
  family('similar-triangles', similarFigure),
];
