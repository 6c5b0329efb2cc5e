/** @module A model that replies in the form that it is asked for, and marks what it says by the number of the request. */
import type { StubReply } from './openai-stub.js';
import { imagesOf, lastText, type StubBody } from './openai-stub-schema.js';

export type Ask = 'zoom' | 'detect' | 'classify' | 'plain';

/** Which form a request of a step asks for, as a model could tell. */
export function askOf(body: StubBody): Ask {
  const text = lastText(body);
  if (JSON.stringify(body.messages[0]?.content).includes('<tool_call>')) return 'zoom';
  if (text.includes('"bbox_2d"')) return 'detect';
  return text.includes('Reply with exactly one of these') ? 'classify' : 'plain';
}

export function markOf(index: number): string {
  return `mark-${index}-`;
}

/** A box within any picture of the tests, in the space that the request names. */
function cornersFor(body: StubBody): readonly number[] {
  const said = JSON.stringify(body.messages);
  if (said.includes('whole numbers from 0 to 1000')) return [100, 100, 900, 900];
  return said.includes('decimal numbers from 0 to 1') ? [0.1, 0.1, 0.9, 0.9] : [6, 5, 57, 43];
}

/** A list of objects, for solvers that read a scene as data. */
const SCENE = JSON.stringify([{ id: 1, shape: 'cube', color: 'red', size: 'large', material: 'metal', x: 1, y: 2 }]);

/** @param code the body of the fenced blocks in a plain reply, in both languages */
export function obligingReply(body: StubBody, index: number, code = `mark_${index} = ${index}`): StubReply {
  const label = markOf(index);
  switch (askOf(body)) {
    case 'zoom': {
      const call = { name: 'image_zoom_in', arguments: { bbox_2d: cornersFor(body), image: 1, label } };
      return { content: `<think>Too small.</think>\n<tool_call>\n${JSON.stringify(call)}\n</tool_call>` };
    }
    case 'detect': {
      const boxes = imagesOf(body).map((_, at) => ({ image: at + 1, bbox_2d: cornersFor(body), label }));
      return { content: '```json\n' + JSON.stringify(boxes) + '\n```' };
    }
    case 'classify':
      return { content: /nothing else: ([^,\n]+)/.exec(lastText(body))?.[1] ?? '' };
    case 'plain': {
      const fences = ['python', 'javascript'].map((language) => `\`\`\`${language}\n${code}\n\`\`\``);
      return { content: [SCENE, label, ...fences].join('\n') };
    }
  }
}

/** Nothing is seen, read or found; questions are answered. */
export function decliningReply(body: StubBody, index: number): StubReply {
  const ask = askOf(body);
  if (ask === 'zoom') return { content: 'All is plain. <answer>none</answer>' };
  if (ask === 'detect') return { content: '[]' };
  return obligingReply(body, index);
}
