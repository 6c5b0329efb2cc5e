/** Faults of solver files; `tests/skills` has those of templates and graphs. */
import { testOneFault, type Row } from './one-fault.js';

const CHAT = 'skills/talking/chat.md';
const SOLVERS: readonly Row[] = [
  [
    'an unknown kind of step',
    CHAT,
    'kind: ask',
    'kind: sing',
    '9: steps[1].kind: is not allowed, use one of ask, classify, ocr',
  ],
  [
    'an unknown need',
    CHAT,
    'needs: [see]',
    'needs: [see, sea]',
    '10: steps[1].needs[1]: names the unknown step "sea", use one of see, say',
  ],
  [
    'a cycle',
    CHAT,
    'task: read',
    'task: read\n    needs: [say]',
    '8: steps[0].needs[0]: closes the cycle see -> say -> see',
  ],
  [
    'a step that needs itself',
    CHAT,
    'needs: [see]',
    'needs: [see, say]',
    '10: steps[1].needs[1]: closes the cycle say -> say',
  ],
  [
    'a step that nothing uses',
    CHAT,
    '  - id: say',
    '  - id: look\n    kind: ocr\n  - id: say',
    '8: steps[1].id: "look" is of no use to the output',
  ],
  [
    'a step named twice',
    'skills/reading/page.md',
    '    task: read\n',
    '    task: read\n  - { id: read, kind: solve, task: read }\n',
    '8: steps[1].id: "read" is used twice',
  ],
  ['an id that means the task', CHAT, 'id: see', 'id: task', '5: steps[0].id: is reserved'],
  [
    'images of a step that is not needed',
    CHAT,
    'needs: [see]',
    'needs: [see]\n    images: [task, sea]',
    '11: steps[1].images[1]: takes images of "sea"',
  ],
  [
    'a task of no engine',
    'skills/reading/page.md',
    'task: read',
    'task: guess',
    '7: steps[0].task: is not a task of any engine, use one of read',
  ],
  [
    'a solve step without a task',
    'skills/reading/page.md',
    '    task: read\n',
    '',
    '5: steps[0].task: is missing, name what the engine is to do',
  ],
  [
    'a task where none belongs',
    CHAT,
    'kind: ask',
    'kind: ask\n    task: read',
    '10: steps[1].task: has no meaning in a step of kind ask',
  ],
  [
    'a service asked for what its engine cannot do',
    CHAT,
    'task: read',
    'task: run',
    '7: steps[0].task: asks the service "ocr" for "run", which engine tesseract can\'t do',
  ],
  ['a missing template', CHAT, '## say', '### say', '8: steps[1]: needs a template, add a section "## say"'],
  ['a section of no step', CHAT, 'Notes.', '## sai\n\nx', '12: ## sai: belongs to no step'],
  ['a section twice', CHAT, 'Notes.', '## say\n\nx', '16: ## say: stands twice'],
  ['an unknown variable', CHAT, '{{ question }}', '{{ query }}', '16: ## say: reads the unknown variable "query"'],
  [
    'a variable of a step that is not needed',
    CHAT,
    'steps.see.text',
    'steps.saw.text',
    "16: ## say: reads steps.saw, which is not in the step's needs",
  ],
  ['an open tag', CHAT, '{{ question }}', '{% if question %}', '16: ## say: is not a valid template'],
  [
    'an unknown filter',
    CHAT,
    '{{ question }}',
    '{{ question | shout }}',
    '16: ## say: is not a valid template (undefined filter: shout',
  ],
  [
    'no steps',
    'skills/reading/page.md',
    'steps:\n  - id: read\n    kind: solve\n    task: read\n',
    'steps: []\n',
    '4: steps: is empty or too short',
  ],
];

testOneFault(SOLVERS);
