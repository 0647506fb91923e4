import type { Explanation } from '../../explain/explanation.ts';
import { stageTitles } from '../../explain/stageTitles.ts';
import { causes } from '../../verdict/causes.ts';
import { code, escaped, fenced, sentence } from '../hover/markdown.ts';

/** What a pasted error says, as a page in Markdown: the likeliest cause first, each with its check and its fix. */
export function explanationText({ pullError, image, stage, causes: found, reference }: Explanation): string {
  const head = pullError
    ? `# Why ${image === null ? 'the image' : code(image)} was not pulled`
    : '# No pull failed here';
  const where = reference ? [`Written in ${code(reference.file)} · ${escaped(reference.where)}`] : [];
  const stopped = stage === null || !pullError ? [] : [`${capitalised(stageTitles[stage])}.`];
  const blocks = found.map(({ cause, why, check, fix }, i) => {
    const number = found.length > 1 ? `${i + 1}. ` : '';
    const command = check === null ? [] : ['Check it:', fenced(check, 'sh')];
    return [`## ${number}${escaped(capitalised(causes[cause].title))}`, sentence(why), ...command, ...wayOut(fix)].join(
      '\n\n',
    );
  });
  return `${[head, ...where, ...stopped, ...blocks].join('\n\n')}\n`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A command is shown so that it can be copied as it is. */
function wayOut(fix: string): readonly string[] {
  return /^(?:az|kubectl) [a-z]/.test(fix) ? ['Fix:', fenced(fix, 'sh')] : [`Fix: ${sentence(fix)}`];
}
