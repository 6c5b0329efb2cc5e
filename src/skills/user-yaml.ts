/** @module The YAML files of a user beside the registry (rewards, prices, recipes, adapters): every fault by file, line and field. */
import type { z } from 'zod';
import { MaestroError } from '../domain/errors.js';
import { formatFault, type Fault, type Source } from './fault.js';
import { validate } from './validate.js';
import { parseYaml } from './yaml-document.js';

export interface UserText {
  readonly path: string;
  readonly text: string;
  /** How an error begins after the path, e.g. `is no recipe`. */
  readonly otherwise: string;
}

/**
 * What a YAML text says, by its schema.
 * @param check of what the schema can't say; only of a text that fits it
 * @throws MaestroError INVALID_INPUT with every fault
 */
export function parseUserYaml<T>(
  { path, text, otherwise }: UserText,
  schema: z.ZodType<T>,
  check: (value: T, source: Source, faults: Fault[]) => void = () => undefined,
): T {
  const faults: Fault[] = [];
  const document = parseYaml({ file: path, text, firstLine: 1 }, faults);
  const value = document && validate(schema, document.value, document.source, [], faults);
  if (document !== undefined && value !== undefined) check(value, document.source, faults);
  if (value !== undefined && faults.length === 0) return value;
  const told = faults.map((fault) => `  ${formatFault(fault)}`).join('\n');
  throw new MaestroError('INVALID_INPUT', `${path} ${otherwise}:\n${told}`);
}
