/** @module Reads models.yaml: each entry by itself, so that one broken entry hides no fault of another. */
import { z } from 'zod';
import type { Model } from '../domain/registry.js';
import type { Fault, Located } from '../skills/fault.js';
import type { TextFile } from '../skills/front-matter.js';
import { strictObject, validate } from '../skills/validate.js';
import { parseYaml } from '../skills/yaml-document.js';
import { expandVariables, faultOfBaseUrl, type Environment } from './environment.js';
import { modelSchema, switchedOffSchema, type ModelFields } from './model-schema.js';

/**
 * An entry and its model, whose `skills` are still as written. A model is there only when `state` is `on`. `off`: the whole
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
  return content?.models.map((raw, index) => {
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
}

const namesSchema = z.object({ id: z.string().catch(''), aliases: z.array(z.string()).catch([]) });

/** The names of an entry that may be broken, so that references to it are not reported as well. */
function namesOf(raw: unknown): { readonly id: string; readonly aliases: readonly string[] } {
  const names = namesSchema.safeParse(raw);
  return names.success ? names.data : { id: '', aliases: [] };
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
    // An address that can't be used is not kept: it might hold credentials.
    baseUrl: 'value' in address && faultOfBaseUrl(address.value) === undefined ? address.value : '',
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
