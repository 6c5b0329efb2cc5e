/** @module The frame of every policy that asks a chat model: one request a decision, nothing re-sampled. */
import { MAX_GENERATION, type Decision } from '../domain/action.js';
import { clip, neutralize } from '../domain/escape.js';
import type { EndpointModel } from '../domain/registry.js';
import {
  chatImage,
  type ChatClient,
  type ChatMessage,
  type ChatReply,
  type ChatRequest,
} from '../experts/openai/chat-types.js';
import { generationOf } from './generation.js';
import type { Policy, PolicyContext, PolicyDecision } from './policy.js';
import { asPolicyError } from './policy-error.js';
import type { ChatKind } from './policy-name.js';
import { buildPrompt } from './prompt.js';

/** Added to the model's timeout, so that its own error arrives before the activity's. */
const TIMEOUT_SLACK_MS = 5_000;

/** What sets one way of talking to a chat model apart from another. */
export interface ChatStyle {
  readonly kind: ChatKind;
  /** Said below the question; may be empty. */
  readonly reminder: string;
  /** The turns so far as messages, oldest first. */
  history(context: PolicyContext): readonly ChatMessage[];
  /** What the model is told about the calls that are left, at the end of the last message; may be empty. */
  note(context: PolicyContext): string;
  /** Stop strings, tools, and how is sampled where that is not the model's card's to say. */
  options(context: PolicyContext, messages: readonly ChatMessage[]): Partial<Omit<ChatRequest, 'model' | 'messages'>>;
  /** The decision in a reply: a malformed one is a decision, too. */
  read(reply: ChatReply): Decision;
  /** What to do about a server's message that it can't be talked to in this way; empty: it says no such thing. */
  adviceOn(message: string, model: EndpointModel): string;
}

export function chatPolicy(style: ChatStyle, model: EndpointModel, chat: ChatClient): Policy {
  const name = `${style.kind}:${model.id}`;
  const { contextTokens } = model;
  return {
    name,
    quick: false,
    // A slot of the model may be waited for as long as its call may take.
    timeoutMs: 2 * model.timeoutMs + TIMEOUT_SLACK_MS,
    systemPrompt: (snapshot, template) => buildPrompt(style.kind, snapshot, { template, contextTokens }),
    decide: async (context) => {
      const messages = await conversation(style, model, context);
      const { training, seed, signal } = context;
      const sampled = { ...style.options(context, messages), ...samplingOf(training) };
      const request = {
        model,
        messages,
        ...sampled,
        seed,
        signal,
        ...(training === undefined ? {} : { tokens: true }),
      };
      try {
        const reply = await chat(request);
        const decision = withReasoning(style.read(reply), reply);
        return training === undefined ? decision : { ...decision, generation: generationOf(request, reply) };
      } catch (error) {
        throw asPolicyError(name, error, (message) => style.adviceOn(message, model));
      }
    },
  };
}

/** A group may be drawn otherwise than the model's card says. */
function samplingOf(training: PolicyContext['training']): Pick<ChatRequest, 'temperature' | 'topP'> {
  const { temperature, top_p: topP } = training ?? {};
  return { ...(temperature === undefined ? {} : { temperature }), ...(topP === undefined ? {} : { topP }) };
}

async function conversation(style: ChatStyle, model: EndpointModel, context: PolicyContext): Promise<ChatMessage[]> {
  const { task } = context;
  const sees = model.modalities.includes('image');
  const images = sees && task.images.length > 0 ? await context.images() : [];
  const first: ChatMessage = {
    role: 'user',
    text: [questionText(task.question, task.images.length, sees), style.reminder].join('\n\n').trimEnd(),
    images: images.map(chatImage),
  };
  const messages: ChatMessage[] = [{ role: 'system', text: context.prompt }, first, ...style.history(context)];
  const note = style.note(context);
  const last = messages.at(-1);
  if (note === '' || last === undefined) return messages;
  return [...messages.slice(0, -1), { ...last, text: `${last.text}\n\n${note}` }];
}

/** The question with its tags and chat markers made inert. */
function questionText(question: string, images: number, sees: boolean): string {
  const which = images === 1 ? 'One image belongs to the task' : `${images} images belong to the task`;
  const attached = sees ? `${which}, attached here.` : `${which}; you cannot see it, the experts can.`;
  return images === 0 ? neutralize(question) : `${neutralize(question)}\n\n(${attached})`;
}

/** Adds the usage, and the reasoning that the server kept apart from the text. */
function withReasoning(decision: Decision, reply: ChatReply): PolicyDecision {
  const think = [reply.reasoning.trim(), decision.think].filter((part) => part !== '').join('\n');
  return { ...decision, think: clip(think, MAX_GENERATION), usage: reply.usage };
}
