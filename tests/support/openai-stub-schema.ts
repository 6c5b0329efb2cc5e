/** @module What the stub accepts: the OpenAI chat protocol, strictly. Anything else is a 400, as a real server would say. */
import { z } from 'zod';

const IMAGE_URL = /^data:image\/(png|jpeg|webp|gif);base64,([A-Za-z0-9+/]+={0,2})$/;
const MAGIC: Record<string, string> = { png: '89504e47', jpeg: 'ffd8ff', webp: '52494646', gif: '47494638' };

const imagePart = z.strictObject({
  type: z.literal('image_url'),
  image_url: z.strictObject({
    url: z.string().refine(isImage, 'not a base64 data URL of the image type that it names'),
    detail: z.enum(['auto', 'low', 'high']).optional(),
  }),
});
const textPart = z.strictObject({ type: z.literal('text'), text: z.string() });

const toolCall = z.strictObject({
  id: z.string().min(1),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string().min(1), arguments: z.string().refine(isJson, 'arguments are no JSON') }),
});

const message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: z.string().min(1) }),
  z.strictObject({
    role: z.literal('user'),
    content: z.union([z.string().min(1), z.array(z.discriminatedUnion('type', [imagePart, textPart])).min(1)]),
  }),
  z
    .strictObject({
      role: z.literal('assistant'),
      content: z.string().nullish(),
      tool_calls: z.array(toolCall).min(1).optional(),
    })
    .refine((said) => (said.content ?? '') !== '' || said.tool_calls !== undefined, 'empty assistant message'),
  z.strictObject({ role: z.literal('tool'), tool_call_id: z.string().min(1), content: z.string().min(1) }),
]);

const tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
    description: z.string().optional(),
    parameters: z.looseObject({ type: z.literal('object'), properties: z.record(z.string(), z.looseObject({})) }),
  }),
});

export const requestSchema = z
  .strictObject({
    model: z.string().min(1),
    messages: z.array(message).min(1),
    stream: z.literal(false).optional(),
    seed: z
      .number()
      .int()
      .min(-(2 ** 63))
      .max(2 ** 63)
      .optional(),
    temperature: z.number().min(0).max(2).optional(),
    top_p: z.number().gt(0).max(1).optional(),
    max_tokens: z.number().int().min(1).optional(),
    max_completion_tokens: z.number().int().min(1).optional(),
    stop: z.array(z.string().min(1)).min(1).max(4).optional(),
    tools: z.array(tool).min(1).max(128).optional(),
    logprobs: z.boolean().optional(),
    /** vLLM's own; what is not vLLM knows no such field. */
    return_token_ids: z.boolean().optional(),
  })
  .superRefine(({ messages }, context) => {
    const fail = (index: number, text: string): void => {
      context.addIssue({ code: 'custom', path: ['messages', index], message: text });
    };
    const asked = new Set<string>();
    messages.forEach((current, index) => {
      const before = messages[index - 1]?.role;
      if (current.role === 'system' && index > 0) fail(index, 'a system message stands first');
      if (current.role === 'user' && before === 'user') fail(index, 'roles must alternate');
      if (current.role === 'assistant' && before !== 'user' && before !== 'tool') fail(index, 'roles must alternate');
      if (current.role === 'assistant') for (const call of current.tool_calls ?? []) asked.add(call.id);
      if (current.role === 'tool' && !asked.delete(current.tool_call_id)) fail(index, 'answers no tool call');
    });
    if (asked.size > 0) fail(messages.length - 1, 'a tool call was not answered');
    const last = messages.at(-1)?.role;
    if (last !== 'user' && last !== 'tool') fail(messages.length - 1, 'the last message must be of the user or a tool');
  });

export type StubBody = z.infer<typeof requestSchema>;

function isImage(url: string): boolean {
  const [, type, data] = IMAGE_URL.exec(url) ?? [];
  if (type === undefined || data === undefined) return false;
  const bytes = Buffer.from(data, 'base64');
  return bytes.toString('base64') === data && bytes.toString('hex', 0, 12).startsWith(MAGIC[type] ?? '?');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The text of the last message of the user or a tool. */
export function lastText(body: StubBody): string {
  const content = body.messages.at(-1)?.content ?? '';
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** The images of a request, decoded. */
export function imagesOf(body: StubBody): Buffer[] {
  return body.messages.flatMap(({ content }) =>
    Array.isArray(content)
      ? content.flatMap((part) =>
          part.type === 'image_url' ? [Buffer.from(part.image_url.url.split(',')[1] ?? '', 'base64')] : [],
        )
      : [],
  );
}
