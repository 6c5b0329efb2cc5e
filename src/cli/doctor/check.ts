/** @module A check of `maestro doctor`: what was looked at, what was found, what to do. */
import { messageOf } from '../../domain/errors.js';

export interface Check {
  readonly name: string;
  /** `note`: worth knowing, nothing to do. `missing`: something does not work without it. */
  readonly state: 'ok' | 'note' | 'missing';
  readonly found: string;
  /** Empty when there is nothing to do. */
  readonly advice: string;
}

export function ok(name: string, found: string): Check {
  return { name, state: 'ok', found, advice: '' };
}

export function note(name: string, found: string, advice = ''): Check {
  return { name, state: 'note', found, advice };
}

export function missing(name: string, found: string, advice: string): Check {
  return { name, state: 'missing', found, advice };
}

/** A check that throws has found something missing; the errors of ours say what to do. */
export async function checked(name: string, look: () => Promise<Check | readonly Check[]>): Promise<readonly Check[]> {
  try {
    const found = await look();
    return 'state' in found ? [found] : found;
  } catch (error) {
    return [missing(name, messageOf(error), '')];
  }
}
