/** @module The names of policies: `keyword`, `random`, `oracle`, and families with an argument, e.g. `fixed:Model@@Skill`. */
import { MaestroError } from '../domain/errors.js';
import { nearestNames } from '../domain/registry.js';

export const LOCAL_POLICIES = ['keyword', 'random', 'oracle'] as const;
export const CHAT_POLICIES = ['chat', 'chat-tools', 'chat-2605'] as const;
export type ChatKind = (typeof CHAT_POLICIES)[number];

/** A policy with its model, as one name: the paper's checkpoint as it was trained. */
export const PRESETS = { 'maestro-2605': { kind: 'chat-2605', model: 'Maestro-4B' } } as const;

export type PolicyName =
  | { readonly kind: (typeof LOCAL_POLICIES)[number] }
  | { readonly kind: 'fixed'; readonly pair: string }
  /** `checkpoint`: its hash, or how that begins; empty: the one in use. */
  | { readonly kind: 'learned'; readonly checkpoint: string }
  | { readonly kind: ChatKind; readonly model: string };

/** The forms there are, for messages and help texts. */
export const POLICY_FORMS: readonly string[] = [
  ...LOCAL_POLICIES,
  'fixed:<Model@@Skill>',
  'learned',
  'learned:<checkpoint>',
  ...CHAT_POLICIES.map((kind) => `${kind}:<model id>`),
  ...Object.keys(PRESETS),
];

/** Splits a policy's name at its first colon. @throws MaestroError NOT_FOUND for any other form, with the ones there are */
export function parsePolicyName(name: string): PolicyName {
  const colon = name.indexOf(':');
  const kind = colon < 0 ? name : name.slice(0, colon);
  const argument = colon < 0 ? '' : name.slice(colon + 1).trim();
  if (colon < 0) {
    const local = LOCAL_POLICIES.find((known) => known === name);
    if (local !== undefined) return { kind: local };
    if (name === 'learned') return { kind: 'learned', checkpoint: '' };
    if (name === 'maestro-2605') return PRESETS[name];
  } else if (argument !== '') {
    const chat = CHAT_POLICIES.find((known) => known === kind);
    if (chat !== undefined) return { kind: chat, model: argument };
    if (kind === 'fixed') return { kind, pair: argument };
    if (kind === 'learned') return { kind, checkpoint: checkedHash(argument) };
  }
  const known = [...LOCAL_POLICIES, 'fixed', 'learned', ...CHAT_POLICIES, ...Object.keys(PRESETS)].map((id) => ({
    id,
    aliases: [],
  }));
  const nearest = nearestNames(known, kind, 1).join('');
  throw new MaestroError(
    'NOT_FOUND',
    `There is no policy "${name.slice(0, 100)}" (nearest: "${nearest}"). Choose one of: ${POLICY_FORMS.join(', ')}.`,
  );
}

function checkedHash(text: string): string {
  if (/^[0-9a-f]{8,64}$/.test(text)) return text;
  throw new MaestroError(
    'NOT_FOUND',
    `"${text.slice(0, 100)}" names no checkpoint: write at least the first 8 of the 64 hex digits of its hash, or "learned" for the one in use.`,
  );
}
