/** @module Policies that call tools: `chat-tools`. Tool names allow no `@`, so the pair is an argument of one tool. */
import { z } from 'zod';
import { MAX_GENERATION, answerAction, callAction, type Action, type Decision } from '../domain/action.js';
import { clip, cut, escapeTags } from '../domain/escape.js';
import { pairName, type EndpointModel, type RegistrySnapshot } from '../domain/registry.js';
import { observationText, type TranscriptTurn } from '../domain/transcript.js';
import type { ChatMessage, ChatReply, ChatTool, ChatToolCall } from '../experts/openai/chat-types.js';
import { splitThinking } from '../domain/thinking.js';
import { callsNote } from './calls-note.js';
import type { ChatStyle } from './chat-policy.js';
import { allPairs } from './pairs.js';

const callArguments = z.strictObject({ pair: z.string(), input: z.string() });
const answerArguments = z.strictObject({ answer: z.string() });

/** What the tag grammar could not write in a pair: every action can be printed, whoever decided it. */
const UNSPEAKABLE = /[:<\r\n]/;

/** Characters of an earlier malformed decision that are shown to the model again. */
const MAX_SHOWN = 1_000;

export const TOOL_STYLE: ChatStyle = {
  kind: 'chat-tools',
  reminder: '',
  history: ({ turns }) => turns.flatMap(exchangeOf),
  note: (context) => callsNote(context, 'Call the tool "answer".'),
  options: ({ snapshot, callsLeft }) => ({ tools: callsLeft > 0 ? [callTool(snapshot), ANSWER_TOOL] : [ANSWER_TOOL] }),
  read: readTools,
  adviceOn: adviceOnTools,
};

/** Of vLLM, llama.cpp, Ollama, SGLang and the routers of hosted models: all name tools when they can't or may not call any. */
const ABOUT_TOOLS = /\btool(?:s|_choice|_call)?\b|\btool[- ]?call(?:s|ing)?\b|\bfunction[- ]?calling\b/i;

function adviceOnTools(message: string, { id, servedName }: EndpointModel): string {
  const own = [id, servedName].reduce((text, name) => (name === '' ? text : text.replaceAll(name, '')), message);
  if (!ABOUT_TOOLS.test(own)) return '';
  return (
    `This policy needs an endpoint that calls tools. Use the policy chat:${id}, which needs none; or let the server call them: ` +
    'vLLM with --enable-auto-tool-choice and --tool-call-parser (vllm_args of its card), llama.cpp with --jinja.'
  );
}

function callTool(snapshot: RegistrySnapshot): ChatTool {
  return {
    name: 'call_expert',
    description: 'Ask one expert. It sees the images of the task and your input, nothing else.',
    parameters: {
      type: 'object',
      properties: {
        pair: { type: 'string', enum: allPairs(snapshot).map((pair) => pair.name), description: 'Model@@Skill' },
        input: { type: 'string', description: 'What you want to know, stated in full.' },
      },
      required: ['pair', 'input'],
      additionalProperties: false,
    },
  };
}

const ANSWER_TOOL: ChatTool = {
  name: 'answer',
  description: 'Give the final answer; this ends the task.',
  parameters: {
    type: 'object',
    properties: { answer: { type: 'string', description: 'Only the result, in the form the question asks for.' } },
    required: ['answer'],
    additionalProperties: false,
  },
};

function exchangeOf({ decision, observation }: TranscriptTurn, index: number): readonly ChatMessage[] {
  const text = observationText(observation);
  if (decision.action.kind !== 'call') {
    const said = decision.text.trim() === '' ? '(nothing)' : clip(decision.text, MAX_SHOWN);
    return [
      { role: 'assistant', text: said },
      { role: 'user', text },
    ];
  }
  const { model, skill, input } = decision.action;
  const id = `call_${index}`;
  const call = { id, name: 'call_expert', arguments: JSON.stringify({ pair: pairName(model, skill), input }) };
  return [
    { role: 'assistant', text: '', toolCalls: [call] },
    { role: 'tool', toolCallId: id, text },
  ];
}

/** The first tool call counts; text without any is no answer. */
function readTools(reply: ChatReply): Decision {
  const { text, reasoning } = splitThinking(reply.text);
  const call = reply.toolCalls[0];
  if (call === undefined) return decision(reasoning, { kind: 'malformed', reason: 'no_action' }, text);
  const said = `${text === '' ? '' : `${text}\n`}${call.name} ${call.arguments}`;
  return decision([reasoning, text].filter((part) => part !== '').join('\n'), actionOf(call), said);
}

function decision(think: string, action: Action, text: string): Decision {
  return { think, action, text: cut(text, MAX_GENERATION) };
}

function actionOf(call: ChatToolCall): Action {
  const invalid: Action = { kind: 'malformed', reason: 'invalid_tool_call' };
  const parsed = parseJson(call.arguments);
  if (call.name === 'answer') {
    const { success, data } = answerArguments.safeParse(parsed);
    return success ? answerAction(escapeTags(data.answer)) : invalid;
  }
  const { success, data } = callArguments.safeParse(parsed);
  if (call.name !== 'call_expert' || !success || UNSPEAKABLE.test(data.pair)) return invalid;
  // An unknown pair is no fault of form: it's answered with the nearest names, as in the tag grammar.
  const separator = data.pair.indexOf('@@');
  if (separator < 0) return { kind: 'malformed', reason: 'missing_pair_separator' };
  return callAction({
    model: data.pair.slice(0, separator),
    skill: data.pair.slice(separator + 2),
    input: escapeTags(data.input),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON fits no schema either: the caller says `invalid_tool_call`.
    return undefined;
  }
}
