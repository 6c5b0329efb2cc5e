/** @module Reads one layer of the registry as it is written: a folder of the shipped shape, or one YAML file with models and services. */
import { basename } from 'node:path';
import { z } from 'zod';
import type { Fault } from '../skills/fault.js';
import { salvage, touches, type Salvaged } from '../skills/salvage.js';
import { addSecretFaults } from '../skills/secrets.js';
import type { SkillFolder } from '../skills/skill-folder.js';
import { strictObject } from '../skills/validate.js';
import { parseYaml, type YamlDocument } from '../skills/yaml-document.js';
import { listRoot, readText, type SkillFolderFiles } from './files.js';
import { modelsList, readModels, type WrittenModel } from './models-file.js';
import { readServices, servicesBlock, type WrittenService } from './services-file.js';
import { fileStandIn } from './stand-ins.js';

/** What one root declares. */
export interface Layer {
  readonly models: readonly WrittenModel[];
  readonly services: readonly WrittenService[];
  readonly skills: readonly SkillFolder[];
  /** Faults hide what else it may declare. */
  readonly lost: { readonly models: boolean; readonly services: boolean };
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
  /** Undefined when the file can't be read, or is no block of fields. */
  const read = async <T>(file: string, form: z.ZodType<T>): Promise<Read<T> | undefined> => {
    const text = await readText(root, file, faults);
    const document = text && parseYaml({ ...text, firstLine: 1 }, faults);
    if (document === undefined) return undefined;
    documents.push(document);
    const content = salvage(form, document.value, { source: document.source, at: [] }, fileStandIn, faults);
    return content && { ...content, document };
  };
  const modelsIn = (found: Read<{ models?: z.output<typeof modelsList> | undefined }> | undefined) =>
    found === undefined ? [] : readModels(found.value.models ?? [], found.document, ['models'], faults);
  const servicesIn = (found: Read<{ services?: z.output<typeof servicesBlock> | undefined }> | undefined) =>
    found === undefined ? [] : readServices(found.value.services ?? {}, found.document, ['services']);
  const checkSecrets = (all: Fault[]): void => {
    for (const document of documents) addSecretFaults(document, all);
  };

  if (listing.single !== undefined) {
    const found = await read(listing.single, singleFile);
    const lost = { models: isLost(found, 'models'), services: isLost(found, 'services') };
    return { models: modelsIn(found), services: servicesIn(found), skills: [], lost, checkSecrets };
  }
  const models = listing.models === undefined ? undefined : await read(listing.models, modelsFile);
  const services = listing.services === undefined ? undefined : await read(listing.services, servicesFile);
  return {
    models: modelsIn(models),
    services: servicesIn(services),
    skills: await Promise.all(listing.skills.map((folder) => readSkill(root, folder, faults))),
    lost: {
      models: listing.models !== undefined && isLost(models, 'models'),
      services: listing.services !== undefined && isLost(services, 'services'),
    },
    checkSecrets,
  };
}

type Read<T> = Salvaged<T> & { readonly document: YamlDocument };

function isLost(found: Read<unknown> | undefined, part: string): boolean {
  return found === undefined || touches(found.atFault, [part]);
}

async function readSkill(root: string, folder: SkillFolderFiles, faults: Fault[]): Promise<SkillFolder> {
  const texts = await Promise.all(folder.files.map((file) => readText(root, file, faults)));
  const files = texts.flatMap((text) => (text === undefined ? [] : [{ ...text, name: basename(text.file) }]));
  return { name: folder.name, file: folder.file, files };
}
