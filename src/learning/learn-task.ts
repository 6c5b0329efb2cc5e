/** @module A task as learning knows it: for decisions and for records alike, so that a record's own task is recognised. */
import type { PreparedTask } from '../domain/task.js';
import type { LearnTask } from './task-view.js';

export function learnTaskOf({
  id,
  question,
  images,
  family,
  dataSource,
}: Pick<PreparedTask, 'id' | 'question' | 'images' | 'family' | 'dataSource'>): LearnTask {
  return {
    id,
    question,
    hasImages: images.length > 0,
    image: images.map(({ sha256 }) => sha256).join(' '),
    kind: kindOf({ family, dataSource }),
  };
}

/** Suites have families of one name (scenes and charts both count), and their pairs differ: a kind is a family of a data source. */
export function kindOf({ family, dataSource }: Pick<PreparedTask, 'family' | 'dataSource'>): string {
  return family === '' ? dataSource : `${dataSource} ${family}`;
}
