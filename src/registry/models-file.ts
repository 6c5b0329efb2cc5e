/** @module Reads models.yaml: each entry by itself, so that one broken entry hides no fault of another. */
import { z } from 'zod';
import type { Model } from '../domain/registry.js';
import { faultAt, type Fault, type Located } from '../skills/fault.js';
import type { TextFile } from '../skills/front-matter.js';
import { strictObject, validate } from '../skills/validate.js';
import { parseYaml } from '../skills/yaml-document.js';
import { expandVariables, faultOfBaseUrl, type Environment } from './environment.js';
import { modelSchema, switchedOffSchema, type ModelFields } from './model-schema.js';

/** An entry and its model, whose `skills` are still as written. No model: it is broken (faults were added) or switched off. */
export interface ModelEntry extends Located<Model | undefined> {
  readonly id: string;
  readonly broken: boolean;
}

const fileSchema = strictObject({ version: z.literal(1), models: z.array(z.unknown()).max(1000) });

/** The entries in file order; undefined when the file as a whole can't be read. */
export function parseModelsFile(file: TextFile, env: Environment, faults: Fault[]): readonly ModelEntry[] | undefined {
  const document = parseYaml({ ...file, firstLine: 1 }, faults);
  if (document === undefined) return undefined;
  const { source } = document;
  const content = validate(fileSchema, document.value, source, [], faults);
  return content?.models.map((raw, index) => {
    const path = ['models', index];
    const short = switchedOffSchema.safeParse(raw);
    if (short.success) return { id: short.data.id, value: undefined, broken: false, source, path };
    const fields = validate(modelSchema, raw, source, path, faults);
    if (fields?.provider === 'engine' && fields.quick && fields.engine !== 'algebra' && fields.engine !== 'quickjs') {
      faults.push(
        faultAt(
          source,
          [...path, 'quick'],
          `can't be true for ${fields.engine}, which takes longer than 50 ms: remove it`,
        ),
      );
    }
    const value = fields?.enabled === true ? toModel(fields, env) : undefined;
    return { id: fields?.id ?? idOf(raw), value, broken: fields === undefined, source, path };
  });
}

/** The id of a broken entry, so that references to it are not reported as well. */
function idOf(raw: unknown): string {
  return typeof raw === 'object' && raw !== null && 'id' in raw && typeof raw.id === 'string' ? raw.id : '';
}

function toModel(fields: ModelFields, env: Environment): Model {
  const common = {
    id: fields.id,
    aliases: fields.aliases,
    strengths: fields.strengths,
    whenToChoose: fields.when_to_choose,
    limits: fields.limits,
    modalities: fields.modalities,
    price: {
      inputPerMTok: fields.price.input_per_mtok,
      outputPerMTok: fields.price.output_per_mtok,
      perCall: fields.price.per_call,
    },
    concurrency: fields.concurrency,
    timeoutMs: Math.round(fields.timeout_s * 1000),
    maxAttempts: fields.max_attempts,
    skills: fields.skills,
  };
  if (fields.provider === 'engine') {
    return { ...common, provider: 'engine', engine: fields.engine, quick: fields.quick, unavailable: '' };
  }
  const address = expandVariables(fields.base_url, env);
  const servedName = expandVariables(fields.served_name, env);
  const apiKeyEnv = fields.api_key_env ?? '';
  return {
    ...common,
    provider: 'openai',
    baseUrl: 'value' in address ? address.value : '',
    servedName: 'value' in servedName ? servedName.value : '',
    apiKeyEnv,
    temperature: fields.temperature,
    topP: fields.top_p,
    maxOutputTokens: fields.max_output_tokens,
    role: fields.role,
    unavailable: whyUnavailable(address, servedName, apiKeyEnv, env),
  };
}

type Text = ReturnType<typeof expandVariables>;

function whyUnavailable(address: Text, servedName: Text, apiKeyEnv: string, env: Environment): string {
  if ('missing' in address) return `its address is not set (environment variable ${address.missing})`;
  if ('missing' in servedName) return `its served name is not set (environment variable ${servedName.missing})`;
  const fault = faultOfBaseUrl(address.value);
  if (fault !== undefined) return `its address ${fault}`;
  if (apiKeyEnv !== '' && (env[apiKeyEnv] ?? '') === '')
    return `its key is not set (environment variable ${apiKeyEnv})`;
  return '';
}
