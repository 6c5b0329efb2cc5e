/** @module Reads models.yaml: each entry by itself, so that one broken entry hides no fault of another. */
import { z } from 'zod';
import type { Model } from '../domain/registry.js';
import type { Fault, Located } from '../skills/fault.js';
import type { TextFile } from '../skills/front-matter.js';
import { addSecretFaults } from '../skills/secrets.js';
import { strictObject, validate } from '../skills/validate.js';
import { parseYaml } from '../skills/yaml-document.js';
import type { Environment } from './environment.js';
import { modelSchema, switchedOffSchema } from './model-schema.js';
import { toModel } from './to-model.js';

/**
 * An entry and its model, whose `skills` and `fallbacks` are still as written. A model is there only when `state` is `on`. `off`: the whole
 * entry with `enabled: false`; `removed`: only its id and that, to take out an entry of an earlier root; `broken`: faults were added.
 */
export interface ModelEntry extends Located<Model | undefined> {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly state: 'on' | 'off' | 'removed' | 'broken';
}

const fileSchema = strictObject({ version: z.literal(1), models: z.array(z.unknown()).max(1000) });

/** The entries in file order; undefined when the file as a whole can't be read. */
export function parseModelsFile(file: TextFile, env: Environment, faults: Fault[]): readonly ModelEntry[] | undefined {
  const document = parseYaml({ ...file, firstLine: 1 }, faults);
  if (document === undefined) return undefined;
  const { source } = document;
  const content = validate(fileSchema, document.value, source, [], faults);
  const entries = content?.models.map((raw, index): ModelEntry => {
    const path = ['models', index];
    const short = switchedOffSchema.safeParse(raw);
    if (short.success) return { id: short.data.id, aliases: [], value: undefined, state: 'removed', source, path };
    const fields = validate(modelSchema, raw, source, path, faults);
    const entry = { ...namesOf(raw), source, path };
    if (fields === undefined) return { ...entry, value: undefined, state: 'broken' };
    return fields.enabled
      ? { ...entry, value: toModel(fields, env), state: 'on' }
      : { ...entry, value: undefined, state: 'off' };
  });
  addSecretFaults(document, faults);
  return entries;
}

const namesSchema = z.object({ id: z.string().catch(''), aliases: z.array(z.string()).catch([]) });

/** The names of an entry that may be broken, so that references to it are not reported as well. */
function namesOf(raw: unknown): { readonly id: string; readonly aliases: readonly string[] } {
  const names = namesSchema.safeParse(raw);
  return names.success ? names.data : { id: '', aliases: [] };
}
