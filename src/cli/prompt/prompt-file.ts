/** @module The user's own prompt: read, tried on the registry, and stored where workers find it. */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MaestroError, messageOf } from '../../domain/errors.js';
import type { RegistrySnapshot } from '../../domain/registry.js';
import { CHAT_POLICIES, parsePolicyName, type ChatKind } from '../../policies/policy-name.js';
import { MAX_PROMPT_BYTES } from '../../policies/prompt-template.js';
import { buildPrompt } from '../../policies/prompt.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { Context } from '../command.js';

/** A prompt file's template. @throws MaestroError NOT_FOUND, TOO_LARGE, INVALID_INPUT */
export async function readPromptFile(cwd: string, path: string): Promise<string> {
  const file = resolve(cwd, path);
  try {
    const { size } = await stat(file);
    if (size > MAX_PROMPT_BYTES) {
      throw new MaestroError('TOO_LARGE', `--prompt: ${file} has ${size} bytes: keep it below ${MAX_PROMPT_BYTES}.`);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof MaestroError) throw error;
    if (error instanceof TypeError) throw new MaestroError('INVALID_INPUT', `--prompt: ${file} is not UTF-8 text.`);
    throw new MaestroError('NOT_FOUND', `--prompt: ${file} can't be read: ${messageOf(error)}.`, { cause: error });
  }
}

/**
 * Reads a prompt file, fills it in once to see that it can be, and stores it in the results database.
 * @returns its hash, for the input of rollouts
 * @throws MaestroError INVALID_INPUT when the policy reads no prompt or the file can't be filled in; as `readPromptFile`
 */
export async function storePrompt(
  { cwd, settings }: Pick<Context, 'cwd' | 'settings'>,
  path: string,
  policy: string,
  snapshot: RegistrySnapshot,
): Promise<string> {
  const template = await readPromptFile(cwd, path);
  buildPrompt(chatKindOf(policy), snapshot, { template });
  const results = await openResultStore(settings.resultsUrl);
  try {
    return (await results.documents.put(Buffer.from(template, 'utf8'))).sha256;
  } finally {
    await results.close();
  }
}

/** The kind of a chat policy by its name, or the kind itself. @throws MaestroError INVALID_INPUT, NOT_FOUND */
export function chatKindOf(policy: string): ChatKind {
  const kind = CHAT_POLICIES.find((known) => known === policy);
  if (kind !== undefined) return kind;
  const parsed = parsePolicyName(policy);
  if ('model' in parsed) return parsed.kind;
  throw new MaestroError(
    'INVALID_INPUT',
    `The policy "${policy}" reads no prompt; those that do: ${CHAT_POLICIES.join(', ')}, each with ":<model id>".`,
  );
}
