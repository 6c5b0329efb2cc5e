/** @module Of which policy groups can be collected: any that a chat model decides. */
import type { CollectInput } from '../../activities/training/run-contract.js';
import { MaestroError } from '../../domain/errors.js';
import type { RegistrySnapshot } from '../../domain/registry.js';
import { CHAT_POLICIES, parsePolicyName } from '../../policies/policy-name.js';
import type { Context } from '../command.js';
import { storePrompt } from '../prompt/prompt-file.js';
import { checkPolicy } from '../registry.js';

/** `prompt`: a file. */
export type CollectRequest = CollectInput;

/** @throws MaestroError INVALID_INPUT for a policy that no chat model decides; as `checkPolicy` and `storePrompt` */
export async function collectable(
  context: Context,
  { prompt: file, ...how }: CollectRequest,
  snapshot: RegistrySnapshot,
): Promise<CollectInput> {
  // First, as a learned policy would be looked up in vain before it was said that it is the wrong kind.
  const isChat = 'model' in parsePolicyName(how.policy);
  const parsed = isChat ? parsePolicyName(await checkPolicy(how.policy, snapshot, context)) : undefined;
  if (parsed === undefined || !('model' in parsed))
    throw new MaestroError(
      'INVALID_INPUT',
      `train collect: the policy "${how.policy.slice(0, 100)}" is no chat model's: choose ${CHAT_POLICIES.map((kind) => `${kind}:<model>`).join(', ')} or maestro-2605; a learned policy learns with maestro train.`,
    );
  const policy = `${parsed.kind}:${parsed.model}`;
  if (file === undefined) return { ...how, policy };
  return { ...how, policy, prompt: await storePrompt(context, file, policy, snapshot) };
}
