/** @module Our words to the wire format of the OpenAI chat protocol. */
import type OpenAI from 'openai';
import type { ChatMessage, ChatRequest, ChatTool } from './chat-types.js';

type WireBody = OpenAI.ChatCompletionCreateParamsNonStreaming;

/** The body of a request. What neither the request nor the model's card sets is left to the server. */
export function toWireBody(request: ChatRequest): WireBody {
  const { model, stop, tools } = request;
  const temperature = request.temperature ?? model.temperature;
  const topP = request.topP ?? model.topP;
  const maxTokens = request.maxTokens ?? model.maxOutputTokens;
  return {
    model: model.servedName,
    messages: request.messages.map(toWireMessage),
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated at OpenAI only; vLLM and others honour it
    seed: request.seed,
    stream: false,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- OpenAI's newer models refuse it; most other servers know nothing else
    ...(isOpenAi(model.baseUrl) ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(stop === undefined || stop.length === 0 ? {} : { stop: [...stop] }),
    ...(tools === undefined || tools.length === 0 ? {} : { tools: tools.map(toWireTool) }),
    ...(request.tokens === true ? tokensWanted(model.baseUrl) : {}),
  };
}

/** OpenAI refuses fields that it doesn't know, and tells no token ids; others leave out what they can't tell. */
function tokensWanted(baseUrl: string): { readonly logprobs: true; readonly return_token_ids?: true } {
  return isOpenAi(baseUrl) ? { logprobs: true } : { logprobs: true, return_token_ids: true };
}

function toWireMessage(message: ChatMessage): OpenAI.ChatCompletionMessageParam {
  const text = wellFormed(message.text);
  switch (message.role) {
    case 'system':
      return { role: 'system', content: text };
    case 'user':
      if (message.images === undefined || message.images.length === 0) return { role: 'user', content: text };
      return {
        role: 'user',
        content: [
          ...message.images.map(({ mime, bytes }) => ({
            type: 'image_url' as const,
            image_url: { url: `data:${mime};base64,${Buffer.from(bytes).toString('base64')}` },
          })),
          { type: 'text', text },
        ],
      };
    case 'assistant':
      if (message.toolCalls === undefined || message.toolCalls.length === 0)
        return { role: 'assistant', content: text };
      return {
        role: 'assistant',
        content: text,
        tool_calls: message.toolCalls.map((call) => ({
          id: call.id,
          type: 'function' as const,
          function: { name: call.name, arguments: wellFormed(call.arguments) },
        })),
      };
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: text };
  }
}

function toWireTool(tool: ChatTool): OpenAI.ChatCompletionFunctionTool {
  return {
    type: 'function',
    function: { name: tool.name, description: tool.description, parameters: { ...tool.parameters } },
  };
}

/** Lone surrogates have no UTF-8; servers fail on them with 500. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

function isOpenAi(baseUrl: string): boolean {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : '';
  return host === 'api.openai.com' || host.endsWith('.openai.azure.com');
}
