/** @module The entries of models.yaml: each is read by itself, so that one broken entry hides no fault of another. */
import { z } from 'zod';
import { nearestNames, type Model } from '../domain/registry.js';
import { faultAt, type Fault, type FieldPath, type Located } from '../skills/fault.js';
import { isFields, layFields, type Fields } from '../skills/layered.js';
import { salvage, touches } from '../skills/salvage.js';
import type { YamlDocument } from '../skills/yaml-document.js';
import type { Environment } from './environment.js';
import { modelSchema, switchedOffSchema } from './model-schema.js';
import { modelStandIn } from './stand-ins.js';
import { toModel } from './to-model.js';

/** An entry as it is written in one file. */
export interface WrittenModel extends Located<Fields> {
  /** Empty: it has none that can be read. */
  readonly id: string;
}

/** A model whose `skills` and `fallbacks` are still as written. */
export interface ModelPart extends Located<Model> {
  /** Fields in place of which something stands; faults were added. */
  readonly atFault: readonly FieldPath[];
}

/** Can't it be told what the model takes and does? Then no fault of others follows from it. */
export function isInDoubt({ atFault }: ModelPart): boolean {
  return ['provider', 'engine', 'modalities'].some((field) => touches(atFault, [field]));
}

/** An entry and its model; there is none when `state` is `broken`, and faults were added. `off`: it says `enabled: false`. */
export interface ModelEntry {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly model: ModelPart | undefined;
  readonly state: 'on' | 'off' | 'broken';
}

export const modelsList = z.array(z.unknown()).max(1000);

/** The entries of a list that stands at `at` of a document, in its order; of two with one id the first is kept. */
export function readModels(
  list: z.output<typeof modelsList>,
  { source }: YamlDocument,
  at: FieldPath,
  faults: Fault[],
): readonly WrittenModel[] {
  const seen = new Set<string>();
  return list.flatMap((raw, index) => {
    const path = [...at, index];
    const { id } = namesOf(raw);
    if (id !== '' && seen.has(id)) {
      faults.push(faultAt(source, [...path, 'id'], `"${id}" is declared twice in this file, keep one`));
      return [];
    }
    seen.add(id);
    if (isFields(raw)) return [{ id, value: raw, source, path }];
    faults.push(faultAt(source, path, 'has the wrong type, write a block of fields'));
    return [];
  });
}

/**
 * The model that entries of one id make together, later layers over earlier ones. `known`: the ids of earlier layers, for
 * an entry that names only some fields and is there to change another.
 */
export function toEntry(
  written: readonly [WrittenModel, ...WrittenModel[]],
  known: readonly string[],
  env: Environment,
  faults: Fault[],
): ModelEntry {
  const { value: raw, source, path } = layFields(written);
  const entry = namesOf(raw);
  const alone = written.length === 1 && entry.id !== '';
  if (alone && (switchedOffSchema.safeParse(raw).success || (known.length > 0 && !Object.hasOwn(raw, 'provider')))) {
    faults.push(faultAt(source, [...path, 'id'], adviceForUnknown(entry.id, known)));
    return { ...entry, model: undefined, state: 'broken' };
  }
  const read = salvage(modelSchema, raw, { source, at: path }, modelStandIn(raw), faults);
  if (read === undefined) return { ...entry, model: undefined, state: 'broken' };
  const { value: fields, atFault } = read;
  return {
    ...entry,
    model: { value: toModel(fields, env), source, path, atFault },
    state: fields.enabled ? 'on' : 'off',
  };
}

function adviceForUnknown(id: string, known: readonly string[]): string {
  const named = known.map((name) => ({ id: name, aliases: [] }));
  const nearest = nearestNames(named, id).map((name) => `"${name}"`);
  const there = nearest.length === 0 ? '' : `, e.g. ${nearest.join(', ')}`;
  return `"${id}" is in no earlier layer, correct the id${there}, or write the whole entry with provider and the rest`;
}

const namesSchema = z.object({ id: z.string().catch(''), aliases: z.array(z.string()).catch([]) });

/** The names of an entry that may be broken, so that references to it are not reported as well. */
function namesOf(raw: unknown): { readonly id: string; readonly aliases: readonly string[] } {
  const names = namesSchema.safeParse(raw);
  return names.success ? names.data : { id: '', aliases: [] };
}
