/** @module Reads one layer of the registry as it is written: a folder of the shipped shape, or one YAML file with models and services. */
import { basename } from 'node:path';
import { z } from 'zod';
import type { Fault } from '../skills/fault.js';
import { addSecretFaults } from '../skills/secrets.js';
import type { SkillFolder } from '../skills/skill-folder.js';
import { strictObject, validate } from '../skills/validate.js';
import { parseYaml, type YamlDocument } from '../skills/yaml-document.js';
import { listRoot, readText, type SkillFolderFiles } from './files.js';
import { modelsList, readModels, type WrittenModel } from './models-file.js';
import { readServices, servicesBlock, type WrittenService } from './services-file.js';

/** What one root declares. Undefined: the file is there, but can't be read. */
export interface Layer {
  readonly models: readonly WrittenModel[] | undefined;
  readonly services: readonly WrittenService[] | undefined;
  readonly skills: readonly SkillFolder[];
  /** Looks for secrets in all that was read; to be called last, as a field is reported once. */
  readonly checkSecrets: (faults: Fault[]) => void;
}

const version = z.literal(1);
const modelsFile = strictObject({ version, models: modelsList });
const servicesFile = strictObject({ version, services: servicesBlock });
const singleFile = strictObject({
  version: version.default(1),
  models: modelsList.optional(),
  services: servicesBlock.optional(),
});

/** Faults are collected. */
export async function readLayer(root: string, faults: Fault[]): Promise<Layer> {
  const listing = await listRoot(root, faults);
  const documents: YamlDocument[] = [];
  /** Undefined when the file can't be read, or does not have the form. */
  const read = async <T>(file: string, form: z.ZodType<T>): Promise<[T, YamlDocument] | undefined> => {
    const text = await readText(root, file, faults);
    const document = text && parseYaml({ ...text, firstLine: 1 }, faults);
    if (document === undefined) return undefined;
    documents.push(document);
    const content = validate(form, document.value, document.source, [], faults);
    return content && [content, document];
  };
  const checkSecrets = (all: Fault[]): void => {
    for (const document of documents) addSecretFaults(document, all);
  };

  if (listing.single !== undefined) {
    const found = await read(listing.single, singleFile);
    if (found === undefined) return { models: undefined, services: undefined, skills: [], checkSecrets };
    const [{ models = [], services = {} }, document] = found;
    return {
      models: readModels(models, document, ['models'], faults),
      services: readServices(services, document, ['services']),
      skills: [],
      checkSecrets,
    };
  }
  const models = listing.models === undefined ? undefined : await read(listing.models, modelsFile);
  const services = listing.services === undefined ? undefined : await read(listing.services, servicesFile);
  return {
    models: listing.models === undefined ? [] : models && readModels(models[0].models, models[1], ['models'], faults),
    services:
      listing.services === undefined ? [] : services && readServices(services[0].services, services[1], ['services']),
    skills: await Promise.all(listing.skills.map((folder) => readSkill(root, folder, faults))),
    checkSecrets,
  };
}

async function readSkill(root: string, folder: SkillFolderFiles, faults: Fault[]): Promise<SkillFolder> {
  const texts = await Promise.all(folder.files.map((file) => readText(root, file, faults)));
  const files = texts.flatMap((text) => (text === undefined ? [] : [{ ...text, name: basename(text.file) }]));
  return { name: folder.name, file: folder.file, files };
}
