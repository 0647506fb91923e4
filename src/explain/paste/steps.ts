import { sectionStart } from './sections.ts';

/**
 * What the step of a build does in which a position stands: `FROM` pulls, anything else doesn't. The classic builder
 * (`Step 3/9 : FROM …`) and Kaniko announce a step; BuildKit numbers its lines, and names the step that failed behind
 * the error (` > [build 1/6] FROM …:`).
 */
export function stepAt(text: string, start: number, end: number): 'pull' | 'other' | undefined {
  const before = text.slice(Math.max(sectionStart(text, start), start - farthest), start);
  const after = /^[^\n]*\n(?:[^\n]{0,40}-{4,}\s*\n)?[^\n]{0,40}> \[[^\]\n]{1,80}\] ?([A-Za-z ]{3,20})/.exec(
    text.slice(end, end + 400),
  );
  const begun = after?.[1] ?? [...before.matchAll(beginning)].at(-1)?.[1];
  if (begun === undefined) return undefined;
  return /^(?:from\b|load metadata)/i.test(begun.trim()) ? 'pull' : 'other';
}

const farthest = 4000;

const beginning =
  /^(?:[^\n]{0,60}?\bstep \d+\/\d+ ?: ?|[^\n]{0,40}?#\d+ (?:\[[^\]\n]{1,80}\] ?|(?=exporting))|[^\n]{0,60}?> (?:ERROR )?\[[^\]\n]{1,80}\] ?)(load metadata|from|run|copy|add|workdir|env|arg|label|user|expose|entrypoint|cmd|load|exporting|importing|auth)\b|^[^\n]{0,40}\bsuccessfully (?:built|tagged) /gim;
