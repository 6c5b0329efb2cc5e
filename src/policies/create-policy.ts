/** @module From a policy's name to the policy. Nothing is called: a wrong name fails here, before any rollout starts. */
import { MaestroError } from '../domain/errors.js';
import { findByName, nearestNames, type EndpointModel, type RegistrySnapshot } from '../domain/registry.js';
import { readKey } from '../experts/openai/api-key.js';
import type { ChatClient, Environment } from '../experts/openai/chat-types.js';
import { findBySolver } from '../skills/runnable.js';
import { chatPolicy, type ChatStyle } from './chat-policy.js';
import { fixedPolicy } from './fixed-policy.js';
import { keywordPolicy } from './keyword-policy.js';
import { learnedPolicy, type LearnedDeps } from './learned/learned-policy.js';
import { oraclePolicy } from './oracle-policy.js';
import { allPairs } from './pairs.js';
import { parsePolicyName } from './policy-name.js';
import type { Policy } from './policy.js';
import { randomPolicy } from './random-policy.js';
import { STYLE_2605, TAG_STYLE } from './tag-style.js';
import { TOOL_STYLE } from './tool-style.js';

export interface PolicyDeps {
  readonly snapshot: RegistrySnapshot;
  /** Where the keys of chat models are. */
  readonly env: Environment;
  readonly chat: ChatClient;
  readonly learned: LearnedDeps;
}

/**
 * Makes the policy of a name: `keyword`, `random`, `oracle`, `fixed:<Model@@Skill>`, `learned`, `learned:<checkpoint>`, `chat:<model>`, `chat-tools:<model>`,
 * `chat-2605:<model>`, or `maestro-2605`, which is `chat-2605:Maestro-4B`. Model and skill may be written by alias; `fixed` takes that of a solver, too.
 * @throws MaestroError NOT_FOUND when there is no such policy, model or pair, with the names that there are; MISSING_KEY when
 * a chat model's key is not set
 */
export function createPolicy(name: string, deps: PolicyDeps): Policy {
  const parsed = parsePolicyName(name);
  switch (parsed.kind) {
    case 'keyword':
      return keywordPolicy;
    case 'random':
      return randomPolicy;
    case 'oracle':
      return oraclePolicy;
    case 'fixed':
      return createFixed(deps.snapshot, parsed.pair);
    case 'learned':
      return learnedPolicy(parsed.checkpoint, deps.learned);
    case 'chat':
      return createChat(TAG_STYLE, parsed.model, deps);
    case 'chat-2605':
      return createChat(STYLE_2605, parsed.model, deps);
    case 'chat-tools':
      return createChat(TOOL_STYLE, parsed.model, deps);
  }
}

function createChat(style: ChatStyle, name: string, { snapshot, env, chat }: PolicyDeps): Policy {
  const model = findPolicyModel(snapshot, name);
  checkCallable(model, env);
  return chatPolicy(style, model, chat);
}

/** Fails now rather than in the first decision; the key itself is read again at each call. All that is not set is named at once. */
function checkCallable(model: EndpointModel, env: Environment): void {
  const refuse = (code: 'NOT_FOUND' | 'MISSING_KEY'): MaestroError =>
    new MaestroError(code, `The policy model "${model.id}" can't be called now: ${model.unavailable}`);
  try {
    readKey(model, env);
  } catch (error) {
    throw model.unavailable.includes(model.apiKeyEnv) ? refuse('MISSING_KEY') : error;
  }
  if (model.unavailable !== '') throw refuse('NOT_FOUND');
}

/** Of a pair that may be called now, by the names or aliases of its parts; an alias of a solver names this one. */
function createFixed(snapshot: RegistrySnapshot, name: string): Policy {
  const pairs = allPairs(snapshot);
  const [modelName = '', skillName = ''] = name.split('@@');
  const model = findByName(snapshot.models, modelName);
  const skill = findByName(snapshot.skills, skillName);
  const bySolver = skill === undefined ? findBySolver(snapshot.skills, skillName) : undefined;
  const pair = pairs.find((known) => known.model === model && known.skill === (skill ?? bySolver?.skill));
  if (pair !== undefined) return fixedPolicy(pair, skill?.id ?? skillName.trim());
  const reason =
    model !== undefined && model.unavailable !== '' ? `${model.id} can't be called now: ${model.unavailable}` : '';
  const nearest = nearestNames(
    pairs.map((known) => ({ id: known.name, aliases: [] })),
    name,
    5,
  );
  throw new MaestroError(
    'NOT_FOUND',
    `The policy "fixed:${name.slice(0, 100)}" names no pair that may be called now. ${reason === '' ? '' : `${reason} `}` +
      (nearest.length > 0 ? `Nearest pairs: ${nearest.join(', ')}.` : 'The registry has no pair at all.'),
  );
}

/** An endpoint whose card says that it may act as a policy. */
function findPolicyModel(snapshot: RegistrySnapshot, name: string): EndpointModel {
  const models = snapshot.models
    .filter((model) => model.provider === 'openai')
    .filter((model) => model.role === 'policy' || model.role === 'both');
  const model = findByName(models, name);
  if (model === undefined) {
    const isExpert = findByName(snapshot.models, name) !== undefined;
    const nearest = nearestNames(models, name, 5);
    throw new MaestroError(
      'NOT_FOUND',
      `There is no model "${name.slice(0, 100)}" that may act as a policy` +
        (isExpert ? ': its card in the registry makes it an expert only. ' : '. ') +
        (nearest.length > 0
          ? `Models that may: ${nearest.join(', ')}.`
          : 'The registry has none: add an endpoint with role "policy" or "both".'),
    );
  }
  return model;
}
