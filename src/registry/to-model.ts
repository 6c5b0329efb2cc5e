/** @module From the fields of a models.yaml entry to a model: units, variables of the environment, and whether it can be called. */
import { ENGINE_VARIABLES } from '../domain/engine-tasks.js';
import type { EngineName, Model } from '../domain/registry.js';
import { wholeDeadlineMs } from '../domain/retry.js';
import { imagesSchema } from './card-schema.js';
import { expandVariables, faultOfBaseUrl, type Environment } from './environment.js';
import type { ModelFields } from './model-schema.js';

/** A model whose `skills` and `fallbacks` are still as written. */
export function toModel(fields: ModelFields, env: Environment): Model {
  const common = commonOf(fields);
  if (fields.provider === 'engine') {
    const { engine, quick, params } = fields;
    const settings = params === undefined ? {} : { params };
    return {
      ...common,
      provider: 'engine',
      engine,
      quick,
      ...settings,
      unavailable: whyEngineUnavailable(engine, env),
    };
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
    boxes: fields.boxes,
    ...(fields.detects === 'open' ? {} : { detects: fields.detects }),
    port: fields.port,
    weights: fields.weights ?? '',
    vllmArgs: fields.vllm_args,
    cache: fields.cache,
    unavailable: whyUnavailable(address, servedName, apiKeyEnv, env),
  };
}

function commonOf(fields: ModelFields) {
  const timeoutMs = milliseconds(fields.timeout_s);
  return {
    id: fields.id,
    aliases: fields.aliases,
    strengths: fields.strengths,
    whenToChoose: fields.when_to_choose,
    limits: fields.limits,
    modalities: fields.modalities,
    contextTokens: fields.context_tokens,
    images: imagesOf(fields),
    price: {
      inputPerMTok: fields.price.input_per_mtok,
      outputPerMTok: fields.price.output_per_mtok,
      perCall: fields.price.per_call,
    },
    latency: fields.latency && {
      p50Ms: milliseconds(fields.latency.p50_s),
      p95Ms: milliseconds(fields.latency.p95_s),
    },
    license: fields.license,
    revision: fields.revision,
    concurrency: fields.concurrency,
    ratePerMinute: fields.rate_per_minute,
    timeoutMs,
    maxAttempts: fields.max_attempts,
    deadlineMs:
      fields.deadline_s === undefined
        ? wholeDeadlineMs(timeoutMs, fields.max_attempts)
        : milliseconds(fields.deadline_s),
    hedge: fields.hedge,
    fallbacks: fields.fallbacks,
    skills: fields.skills,
  };
}

/** Of a card that sets no limits. */
const DEFAULT_IMAGES = imagesSchema.parse({});

function imagesOf({ images = DEFAULT_IMAGES }: ModelFields): Model['images'] {
  return {
    maxCount: images.max_count,
    maxBytes: images.max_bytes,
    maxSide: images.max_side,
    formats: images.formats.map((format) => `image/${format}` as const),
  };
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

function whyEngineUnavailable(engine: EngineName, env: Environment): string {
  const variable = ENGINE_VARIABLES[engine];
  return variable === '' || (env[variable] ?? '') !== '' ? '' : `it is not set up (environment variable ${variable})`;
}

type Text = ReturnType<typeof expandVariables>;

/** All that is missing, at once: who sets one variable should not be told of the next one then. */
function whyUnavailable(address: Text, servedName: Text, apiKeyEnv: string, env: Environment): string {
  const unset: readonly (readonly [what: string, names: readonly string[]])[] = [
    ['address', 'missing' in address ? address.missing : []],
    ['served name', 'missing' in servedName ? servedName.missing : []],
    ['key', apiKeyEnv !== '' && (env[apiKeyEnv] ?? '') === '' ? [apiKeyEnv] : []],
  ];
  const missing = unset.filter(([, names]) => names.length > 0);
  const names = [...new Set(missing.flatMap(([, each]) => each))];
  const fault = 'value' in address ? faultOfBaseUrl(address.value) : undefined;
  return [
    ...(fault === undefined ? [] : [`its address ${fault}`]),
    ...(missing.length === 0
      ? []
      : [
          `its ${listed(missing.map(([what]) => what))} ${missing.length === 1 ? 'is' : 'are'} not set ` +
            `(environment ${names.length === 1 ? 'variable' : 'variables'} ${listed(names)})`,
        ]),
  ].join('; ');
}

/** `A`, `A and B`, `A, B and C` */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
