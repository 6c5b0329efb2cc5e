/** @module Input templates: what may be asked of a skill in place of the question, e.g. `Read every label, then answer: {{question}}`. */

const PLACE = /\{\{\s*question\s*\}\}/g;

/** Does it say where the question stands? */
export function isInputTemplate(text: string): boolean {
  return text.search(PLACE) >= 0;
}

/** The template with the question in its place, which is data: nothing in it is a template. Empty: the question itself. */
export function fillInput(template: string, question: string): string {
  return template === '' ? question : template.replace(PLACE, () => question);
}
