/** @module The entries of services.yaml: which model serves OCR, caption, detection, zoom and code. */
import { z } from 'zod';
import type { Language } from '../domain/code/languages.js';
import { SERVICE_KINDS, type Service, type ServiceKind } from '../domain/registry.js';
import type { Fault, FieldPath, Located } from '../skills/fault.js';
import { isFields, layFields, type Fields } from '../skills/layered.js';
import { salvage } from '../skills/salvage.js';
import { strictObject } from '../skills/validate.js';
import type { YamlDocument } from '../skills/yaml-document.js';

/** An entry as it is written in one file. */
export interface WrittenService extends Located<Fields> {
  readonly kind: ServiceKind;
}

/** A service, its model still as written; `enabled: false`: whoever needs it is told that it is not there. */
export interface ServiceEntry extends Located<Service> {
  readonly enabled: boolean;
  /** Fields in place of which something stands; faults were added. */
  readonly atFault: readonly FieldPath[];
}

const model = z.string().min(1);
const entrySchema = strictObject({ model, enabled: z.boolean().default(true) });
const languagesSchema = strictObject({ javascript: model.optional(), python: model.optional() } satisfies Record<
  Language,
  unknown
>);
/** Programs of each language may have a model of their own. */
const codeSchema = entrySchema.extend({ languages: languagesSchema.optional() });
type ServiceFields = z.output<typeof entrySchema> & Partial<Pick<z.output<typeof codeSchema>, 'languages'>>;
const block = z.record(z.string(), z.unknown()).optional();

export const servicesBlock = strictObject({ ocr: block, caption: block, detect: block, zoom: block, code: block });

/** The entries of a block that stands at `at` of a document, in the order of SERVICE_KINDS. */
export function readServices(
  services: z.output<typeof servicesBlock>,
  { source }: YamlDocument,
  at: FieldPath,
): readonly WrittenService[] {
  return SERVICE_KINDS.flatMap((kind) => {
    const value = services[kind];
    return isFields(value) ? [{ kind, value, source, path: [...at, kind] }] : [];
  });
}

/** The service that entries of one kind make together, later layers over earlier ones; undefined, with faults, when it can't be read. */
export function toService(
  written: readonly [WrittenService, ...WrittenService[]],
  faults: Fault[],
): ServiceEntry | undefined {
  const { value, source, path } = layFields(written);
  const [{ kind }] = written;
  const schema: z.ZodType<ServiceFields> = kind === 'code' ? codeSchema : entrySchema;
  const read = salvage(schema, value, { source, at: path }, standIn, faults);
  if (read === undefined) return undefined;
  const { value: fields, atFault } = read;
  const languages = fields.languages && { languages: withoutGaps(fields.languages) };
  return { value: { kind, model: fields.model, ...languages }, enabled: fields.enabled, source, path, atFault };
}

function standIn([field]: FieldPath): unknown {
  return field === 'model' ? 'unread' : undefined;
}

function withoutGaps(record: Readonly<Partial<Record<string, string>>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
