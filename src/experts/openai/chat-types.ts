/** @module The words of a chat request and its reply, as policies and experts use them; the wire format stays in this folder. */
import type { ExpertImage, Usage } from '../../domain/expert.js';
import type { ImageMime } from '../../domain/ref.js';
import type { EndpointModel } from '../../domain/registry.js';

/** Where keys and settings come from: `process.env`, or a stand-in. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** An image as stored; what a model's card does not take is converted before it is sent. */
export interface ChatImage {
  readonly mime: ImageMime;
  readonly bytes: Uint8Array;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export function chatImage({ ref, bytes }: ExpertImage): ChatImage {
  return { mime: ref.mime, bytes, width: ref.width, height: ref.height };
}

export interface ChatToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON as the model wrote it: not yet parsed, and not to be trusted. */
  readonly arguments: string;
}

export type ChatMessage =
  | { readonly role: 'system'; readonly text: string }
  /** Images stand before the text. */
  | { readonly role: 'user'; readonly text: string; readonly images?: readonly ChatImage[] }
  | { readonly role: 'assistant'; readonly text: string; readonly toolCalls?: readonly ChatToolCall[] }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly text: string };

export interface ChatTool {
  readonly name: string;
  readonly description: string;
  /** JSON schema of its arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ChatRequest {
  readonly model: EndpointModel;
  readonly messages: readonly ChatMessage[];
  readonly stop?: readonly string[];
  readonly tools?: readonly ChatTool[];
  readonly seed: number;
  /** Absent: the model card's; absent there too: the server's own. */
  readonly temperature?: number;
  readonly topP?: number;
  /** Tokens of the reply; absent: the model card's. */
  readonly maxTokens?: number;
  /** Asks for token ids and log-probabilities: see {@link ReplyTokens}. */
  readonly tokens?: boolean;
  readonly signal: AbortSignal;
}

/** What a server tells of tokens when it is asked to; null: it told nothing of the kind. */
export interface ReplyTokens {
  /** Of the prompt, as the server's chat template made it, and of the reply (vLLM from 0.10.2 on). */
  readonly promptTokenIds: readonly number[] | null;
  readonly tokenIds: readonly number[] | null;
  /** Natural logarithms, one for each token of the reply. */
  readonly logprobs: readonly number[] | null;
}

export interface ChatReply {
  /** The message's content, think tags included (see `splitThinking`); may be empty. */
  readonly text: string;
  /** What the server returned apart from the content as reasoning; empty when nothing. */
  readonly reasoning: string;
  /** The server's words when it declined to answer; empty when it did not. */
  readonly refusal: string;
  readonly toolCalls: readonly ChatToolCall[];
  /** `stop`, `length`, `tool_calls` or whatever the server says; empty when it says nothing. */
  readonly finishReason: string;
  /** vLLM names the stop string that matched. */
  readonly stopReason: string | undefined;
  readonly usage: Usage;
  /** Where the request asked for them. */
  readonly tokens?: ReplyTokens;
}

/** Anything that completes a chat: {@link file://./chat-client.ts}, or a wrapper around it. */
export type ChatClient = (request: ChatRequest) => Promise<ChatReply>;
