/** @module The 80 classes of the COCO data set, for detectors that were trained on them: which of them a request names. */
import { hasPhrase, wordsOf } from '../../domain/words.js';

export const COCO_CLASSES: readonly string[] = [
  ...['person', 'bicycle', 'car', 'motorcycle', 'airplane', 'bus', 'train', 'truck', 'boat', 'traffic light'],
  ...['fire hydrant', 'stop sign', 'parking meter', 'bench', 'bird', 'cat', 'dog', 'horse', 'sheep', 'cow'],
  ...['elephant', 'bear', 'zebra', 'giraffe', 'backpack', 'umbrella', 'handbag', 'tie', 'suitcase', 'frisbee'],
  ...['skis', 'snowboard', 'sports ball', 'kite', 'baseball bat', 'baseball glove', 'skateboard', 'surfboard'],
  ...['tennis racket', 'bottle', 'wine glass', 'cup', 'fork', 'knife', 'spoon', 'bowl', 'banana', 'apple'],
  ...['sandwich', 'orange', 'broccoli', 'carrot', 'hot dog', 'pizza', 'donut', 'cake', 'chair', 'couch'],
  ...['potted plant', 'bed', 'dining table', 'toilet', 'tv', 'laptop', 'mouse', 'remote', 'keyboard', 'cell phone'],
  ...['microwave', 'oven', 'toaster', 'sink', 'refrigerator', 'book', 'clock', 'vase', 'scissors', 'teddy bear'],
  ...['hair drier', 'toothbrush'],
];

/** Other words for a class, and plurals that no rule makes. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  person: ['people', 'man', 'men', 'woman', 'women', 'child', 'children', 'boy', 'girl', 'player', 'pedestrian'],
  bicycle: ['bike'],
  motorcycle: ['motorbike'],
  airplane: ['plane', 'aeroplane', 'aircraft'],
  boat: ['ship'],
  'sports ball': ['ball'],
  knife: ['knives'],
  couch: ['sofa'],
  'potted plant': ['plant'],
  'dining table': ['table'],
  tv: ['television', 'monitor'],
  mouse: ['mice'],
  'cell phone': ['phone', 'mobile phone', 'smartphone'],
  refrigerator: ['fridge'],
  donut: ['doughnut'],
  'hair drier': ['hair dryer'],
  handbag: ['bag'],
};

/** The classes that a text names, as whole words in singular or plural, in the order of the data set. */
export function cocoClassesIn(text: string): readonly string[] {
  let words = wordsOf(text);
  const named = new Set<string>();
  // A hot dog is no dog: what a longer name has used is gone.
  for (const [name, form] of LONGEST_FIRST) {
    if (!hasPhrase(words, form)) continue;
    named.add(name);
    words = words.replaceAll(wordsOf(form), ' | ');
  }
  return COCO_CLASSES.filter((name) => named.has(name));
}

const LONGEST_FIRST = COCO_CLASSES.flatMap((name) =>
  [name, ...(OTHER_WORDS[name] ?? [])].flatMap((word) => formsOf(word).map((form) => [name, form] as const)),
).sort((a, b) => b[1].length - a[1].length);

function formsOf(word: string): readonly string[] {
  return [word, `${word}s`, `${word}es`];
}

/** What such a detector is told besides the request: the classes that it names; all of them, where it names none. */
export function cocoRequest(request: string): string {
  const named = cocoClassesIn(request);
  return named.length > 0
    ? `Of the 80 classes of COCO these are named: ${named.join(', ')}. Find every object of each and label it with its class.`
    : `Label what belongs to one of the 80 classes of COCO with its class: ${COCO_CLASSES.join(', ')}.`;
}
