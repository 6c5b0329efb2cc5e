/** @module A program in English, in four wordings; the last of them is held out of training. */
import type { Filter, Program, SetProgram } from './program.js';
import { ATTRIBUTES, type Relation } from './world.js';

const SIDES: Readonly<Record<Relation, string>> = {
  left: 'to the left of',
  right: 'to the right of',
  front: 'in front of',
  behind: 'behind',
};

/** The same question in four forms. */
export function wordingsOf(program: Program): readonly string[] {
  switch (program.op) {
    case 'count': {
      const things = phrase(program.of, 'many');
      return [
        `How many ${things} are there?`,
        `What is the number of ${things}?`,
        `Count the ${things}.`,
        `How many ${things} does the picture show?`,
      ];
    }
    case 'exist': {
      const [thing, things] = [phrase(program.of, 'one'), phrase(program.of, 'many')];
      return [
        `Is there any ${thing}?`,
        `Are there any ${things}?`,
        `Does the picture show any ${things}?`,
        `Can any ${things} be seen?`,
      ];
    }
    case 'query': {
      const { attribute } = program;
      const thing = phrase(program.of, 'one');
      return [
        `What ${attribute} is the ${thing}?`,
        `What is the ${attribute} of the ${thing}?`,
        `Which ${attribute} does the ${thing} have?`,
        `The ${thing} has what ${attribute}?`,
      ];
    }
    case 'compare-number': {
      const [left, right] = [phrase(program.left, 'many'), phrase(program.right, 'many')];
      switch (program.by) {
        case 'more':
          return [
            `Are there more ${left} than ${right}?`,
            `Is the number of ${left} greater than the number of ${right}?`,
            `Does the picture show more ${left} than ${right}?`,
            `Do the ${left} outnumber the ${right}?`,
          ];
        case 'fewer':
          return [
            `Are there fewer ${left} than ${right}?`,
            `Is the number of ${left} less than the number of ${right}?`,
            `Does the picture show fewer ${left} than ${right}?`,
            `Are the ${left} outnumbered by the ${right}?`,
          ];
        case 'equal':
          return [
            `Are there as many ${left} as ${right}?`,
            `Is the number of ${left} the same as the number of ${right}?`,
            `Does the picture show as many ${left} as ${right}?`,
            `Are there equally many ${left} and ${right}?`,
          ];
      }
      break;
    }
    case 'compare-attribute': {
      const { attribute } = program;
      const [left, right] = [phrase(program.left, 'one'), phrase(program.right, 'one')];
      return [
        `Do the ${left} and the ${right} have the same ${attribute}?`,
        `Is the ${attribute} of the ${left} the same as the ${attribute} of the ${right}?`,
        `Does the ${left} have the same ${attribute} as the ${right}?`,
        `Are the ${left} and the ${right} of the same ${attribute}?`,
      ];
    }
  }
}

type Number = 'one' | 'many';

/** Adjectives and noun, then what else is said of it: `small red cubes that are behind the metal sphere`. */
function phrase(program: SetProgram, number: Number): string {
  const filters = program.op === 'filter' ? program.filters : [];
  const rest = program.op === 'filter' ? program.of : program;
  const noun = valueOf(filters, 'shape') ?? 'thing';
  const words = ATTRIBUTES.filter((each) => each !== 'shape').flatMap((each) => valueOf(filters, each) ?? []);
  const other = rest.op === 'same' ? ['other'] : [];
  const head = [...other, ...words, number === 'many' ? `${noun}s` : noun].join(' ');
  const clause = clauseOf(rest, number);
  return clause === '' ? head : `${head} that ${clause}`;
}

function clauseOf(program: SetProgram, number: Number): string {
  const are = number === 'many' ? 'are' : 'is';
  switch (program.op) {
    case 'scene':
    case 'filter':
      return '';
    case 'either':
      return `${are} ${program.filters.map((filter) => said(filter, number)).join(' or ')}`;
    case 'both':
      return `${are} both ${placeOf(program.left)} and ${placeOf(program.right)}`;
    case 'relate':
      return `${are} ${placeOf(program)}`;
    case 'same':
      return `${number === 'many' ? 'have' : 'has'} the same ${program.attribute} as the ${phrase(program.of, 'one')}`;
  }
}

function placeOf(program: SetProgram): string {
  return program.op === 'relate' ? `${SIDES[program.relation]} the ${phrase(program.of, 'one')}` : '';
}

function said({ attribute, value }: Filter, number: Number): string {
  if (attribute !== 'shape') return value;
  return number === 'many' ? `${value}s` : `a ${value}`;
}

function valueOf(filters: readonly Filter[], attribute: Filter['attribute']): string | undefined {
  return filters.find((filter) => filter.attribute === attribute)?.value;
}
