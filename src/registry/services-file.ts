/** @module Reads services.yaml: which model serves OCR, caption, detection, zoom and code. */
import { z } from 'zod';
import { SERVICE_KINDS, type Service } from '../domain/registry.js';
import type { Fault, Located } from '../skills/fault.js';
import type { TextFile } from '../skills/front-matter.js';
import { addSecretFaults } from '../skills/secrets.js';
import { strictObject, validate } from '../skills/validate.js';
import { parseYaml } from '../skills/yaml-document.js';

const entry = strictObject({ model: z.string().min(1) }).optional();

const fileSchema = strictObject({
  version: z.literal(1),
  services: strictObject({ ocr: entry, caption: entry, detect: entry, zoom: entry, code: entry }),
});

/** The services in the order of SERVICE_KINDS; models still as written. Undefined when the file can't be read. */
export function parseServicesFile(file: TextFile, faults: Fault[]): readonly Located<Service>[] | undefined {
  const document = parseYaml({ ...file, firstLine: 1 }, faults);
  if (document === undefined) return undefined;
  const { source } = document;
  const content = validate(fileSchema, document.value, source, [], faults);
  addSecretFaults(document, faults);
  if (content === undefined) return undefined;
  return SERVICE_KINDS.flatMap((kind) => {
    const model = content.services[kind]?.model;
    return model === undefined ? [] : [{ value: { kind, model }, source, path: ['services', kind] }];
  });
}
