/** @module `maestro prompt show`: what a chat policy would be told now. */
import { findByName } from '../../domain/registry.js';
import { estimateTokens } from '../../domain/tokens.js';
import { parsePolicyName } from '../../policies/policy-name.js';
import { readyTemplate } from '../../policies/prompt-template.js';
import { buildPrompt } from '../../policies/prompt.js';
import { sha256 } from '../../store/hash.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { readRegistry } from '../registry.js';
import { chatKindOf, readPromptFile } from './prompt-file.js';

export interface ShowPrompt {
  readonly policy: string;
  /** The user's own file. */
  readonly prompt: string | undefined;
  /** The template itself, not filled in. */
  readonly source: boolean;
}

/** @returns the exit code */
export async function showPrompt(context: Context, { policy, prompt: path, source }: ShowPrompt): Promise<number> {
  const { out, cwd } = context;
  const kind = chatKindOf(policy);
  const template = path === undefined ? undefined : await readPromptFile(cwd, path);
  const text = source ? (template ?? readyTemplate(kind)) : await filledIn();
  const tokens = estimateTokens(text);
  const hash = sha256(text);
  out.emit({ policy: kind, prompt: text, characters: text.length, tokens, hash });
  if (!out.json) out.write(text.endsWith('\n') ? text : `${text}\n`);
  out.note(out.noteColors.dim(`${text.length} characters, about ${tokens} tokens, hash ${hash.slice(0, 12)}`));
  return EXIT.ok;

  async function filledIn(): Promise<string> {
    const snapshot = await readRegistry(context);
    const model = policy === kind ? undefined : modelOf(policy);
    const { contextTokens } = (model === undefined ? undefined : findByName(snapshot.models, model)) ?? {};
    return buildPrompt(kind, snapshot, { template, contextTokens });
  }
}

function modelOf(policy: string): string | undefined {
  const parsed = parsePolicyName(policy);
  return 'model' in parsed ? parsed.model : undefined;
}
