/** @module Questions for the solvers of Code that chat models run. */
import { CHAT, type Route } from './route.js';

export const CODE_QUESTIONS: readonly Route[] = [
  [
    CHAT,
    'Code',
    'write-python',
    [
      'Complete the function so that it does what the picture shows.\ndef solution(n: int) -> int:',
      'Write a Python function that returns the primes below n.',
      'Implement the transformation in the diagram as a function.',
      'Write a function that prints the output shown.',
      'Fill in the body: from typing import List\ndef solution(grid: List[List[int]]) -> int:',
      'Create a program whose result is the pattern in the image.',
      'Fix this Python code: def add(a, b): return a - b',
      'Which function is drawn here? I need it as code.',
      'Define solution(a, b) in Python 3; its docstring says what it returns.',
      'Please write Python code to solve the problem in the image. What is the relation between input and output?',
    ],
  ],
  [
    CHAT,
    'Code',
    'write-javascript',
    [
      'Write a JavaScript function that reverses a string.',
      'Complete this: const solution = (grid) => { /* as drawn */ }',
      'Implement the diagram in JS.',
      'Write a Node.js function for the picture.',
      'Fix this JavaScript so that its output is sorted.',
      'Create a TypeScript function that adds two numbers.',
      'Generate JavaScript code for the state machine in the image.',
      'Define a JavaScript class for the tree that is shown.',
    ],
  ],
  [
    CHAT,
    'Code',
    'python-output',
    [
      'What does this program print?\nprint(1 + 1)',
      'What is the output of the Python code in the image?',
      'What will be printed?',
      'Predict the result: import math; math.comb(5, 2)',
      'What is the value of x after this Python script?',
      'Which line does the program print last?',
      'Run this program and give its output.',
      'What does def f(x): return x * 2 evaluate to for f(4)? What is the result?',
      'What is the return value of solution(3)?',
      'What does this Python program write to the console?',
    ],
  ],
  [
    CHAT,
    'Code',
    'javascript-output',
    [
      'What does console.log(typeof null) print?',
      'What is the output of this JavaScript?',
      'What will this JS snippet log?',
      'const a = [1, 2]; console.log(a.length). What is printed?',
      'Which value does the JavaScript function return? It ends in return value * 2.',
      'What is the result of this Node.js script?',
      'Run this JavaScript and tell me the output.',
      'What does the TypeScript program in the picture print?',
    ],
  ],
];
