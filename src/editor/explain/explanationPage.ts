import { causes as causesById } from '../../causes/index.ts';
import { type ExplainedCause, type Explanation, stageTitles } from '../../explain/explanation.ts';
import { capitalised, t } from '../../model/l10n.ts';
import { quoteForHtml, visible } from '../../model/quote.ts';
import { commandAddress, sentence as sentenceOf } from '../hover/markdown.ts';
import { commands } from '../ids.ts';
import { type CauseGroup, groupByCheck } from './causeGroups.ts';
import { type CopiedCommand, CopyButtons, copyScript } from './copyButtons.ts';
import { pageStyle } from './pageStyle.ts';

/** Where the workspace names the image; line and character are 0-based. */
export interface Line {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
  readonly title: string;
}

export interface ExplanationPage {
  readonly html: string;
  /** The commands that its buttons copy. A click sends `{ copy: index }`. */
  readonly copied: readonly CopiedCommand[];
}

/** The commands of VS Code that links of the page may run. */
export const pageCommands: readonly string[] = [commands.goToLine, commands.openCausePage];

/**
 * Returns a pasted error, explained, as a page in HTML. Its first heading is the answer where there is one, followed by the fix,
 * the check and the evidence. Below are the other causes. Its only script sends the number of the button that was clicked.
 * @param nonce a value that no text can guess: the script with it runs, and no other
 */
export function explanationPage(explanation: Explanation, line: Line | undefined, nonce: string): ExplanationPage {
  const writer = new PageWriter(explanation.pullError);
  const body = writer.body(explanation, line);
  const html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'">
<title>${t('Pull Error')}</title>
<style>${pageStyle}</style>
</head>
<body>
${body.filter(Boolean).join('\n')}
<script nonce="${nonce}">${copyScript}</script>
</body>
</html>
`;
  return { html, copied: writer.buttons.commands };
}

class PageWriter {
  readonly buttons = new CopyButtons();
  readonly #checks = new Set<string>();

  readonly #pullError: boolean;
  constructor(pullError: boolean) {
    this.#pullError = pullError;
  }

  body(explanation: Explanation, line: Line | undefined): readonly string[] {
    const { pullError, stage, known, causes, next } = explanation;
    const [answer, ...alsoSure] = pullError ? causes.filter(({ basis }) => basis !== 'possible') : [];
    const possible = pullError ? causes.filter(({ basis }) => basis === 'possible') : causes;
    const where = line && commandLink(line.title, commands.goToLine, [{ subject: { line } }]);
    const stopped = stage === null || !pullError ? '' : `<p>${capitalised(stageTitles[stage])}.</p>`;
    return [
      `<h1>${heading(explanation, answer)}</h1>`,
      answer ? `<p>${sentence(answer.why)} ${learnMore(answer)}</p>` : '',
      where === undefined ? '' : `<p>${t('Used in {0}', where)}</p>`,
      stopped,
      ...(answer ? [`<h2>${t('Fix')}</h2>`, this.#fix(answer), ...this.#answerCheck(answer)] : []),
      known.length > 0 || next !== null ? `<h2>${t('Evidence')}</h2>` : '',
      ...known.map(text => `<p>${sentence(text)}</p>`),
      next === null ? '' : `<p>${t('This command shows the reason:')}</p>${this.#next(next)}`,
      alsoSure.length > 0 ? `<h2>${t('Also known')}</h2>` : '',
      ...groupByCheck(alsoSure).map(group => this.#group(group)),
      possible.length === 0 ? '' : `<h2>${this.#titleOfOthers(answer !== undefined)}</h2>`,
      ...groupByCheck(possible).map(group => this.#group(group)),
    ];
  }

  #titleOfOthers(isAnswered: boolean): string {
    if (!this.#pullError) return t('Next step');
    return isAnswered ? t("If that isn't it") : t('Possible causes');
  }

  #answerCheck(cause: ExplainedCause): readonly string[] {
    if (cause.check === null) return [];
    return [`<h2>${t('Check')}</h2>`, this.#check(cause.check, cause)];
  }

  /** A section with the causes that one command tells apart from the rest. */
  #group({ check, causes }: CauseGroup): string {
    const [first, ...others] = causes;
    const title = causes.map(cause => capitalised(titleOf(cause))).join(' · ');
    const intro = others.length === 0 ? `<p>${sentence(first.why)} ${learnMore(first)}</p>` : '';
    const lead = others.length > 0 ? t('One command checks these:') : t('Check it:');
    const shown =
      check === null ? '' : this.#checks.has(check) ? sameCheck() : `<p>${lead}</p>${this.#check(check, first)}`;
    return `<section>
<h3>${escaped(title)}</h3>
${intro}
${shown}
${others.length === 0 ? this.#fixOf(first) : `<ul>${causes.map(cause => this.#item(cause)).join('\n')}</ul>`}
</section>`;
  }

  #item(cause: ExplainedCause): string {
    const title = `<strong>${escaped(capitalised(titleOf(cause)))}.</strong>`;
    return `<li><p>${title} ${sentence(cause.why)} ${learnMore(cause)}</p>${this.#fixOf(cause)}</li>`;
  }

  #fixOf(cause: ExplainedCause): string {
    if (!this.#pullError) return `<p>${sentence(cause.fix)}</p>`;
    return cause.purposes.fix === null
      ? `<p>${t('Fix:')} ${sentence(cause.fix)}</p>`
      : `<p>${t('Fix:')}</p>${this.#fix(cause)}`;
  }

  #fix(cause: ExplainedCause): string {
    const { fix, purposes } = cause;
    if (purposes.fix === null) return `<p>${sentence(fix)}</p>`;
    return this.#command({ text: fix, isFix: true }, purposes.fix, titleOf(cause));
  }

  #check(check: string, cause: ExplainedCause): string {
    this.#checks.add(check);
    return this.#command({ text: check, isFix: false }, cause.purposes.check, titleOf(cause));
  }

  #next(text: string): string {
    this.#checks.add(text);
    return this.#command(
      { text, isFix: false },
      this.#pullError ? t('show why the pull failed') : t('show the reason'),
      t('Evidence'),
    );
  }

  #command(command: CopiedCommand, purpose: string | null, cause: string): string {
    const { index, name } = this.buttons.add(command, purpose, cause);
    const button = `<button type="button" data-copy="${index}" aria-label="${escaped(name)}">${t('Copy')}</button>`;
    const status = `<span role="status" data-said="${t('Copied')}"></span>`;
    return `<pre>${code(command.text)}</pre><p class="copy">${button} ${status}</p>`;
  }
}

/** The answer where there is one, else what is known of the pull. */
function heading({ pullError, image, causes, next }: Explanation, answer: ExplainedCause | undefined): string {
  const named = image === null ? t('the image') : code(image);
  if (!pullError) return causes.length > 0 ? t('No pull failed here') : t('No failed pull found here');
  if (answer) return t('{0}: {1} was not pulled', escaped(capitalised(titleOf(answer))), named);
  if (next !== null) return t("Why {0} was not pulled: the text doesn't show the reason", named);
  return t('Why {0} was not pulled: possible causes', named);
}

const sameCheck = () => `<p>${t('Check it with the same command, above.')}</p>`;

const titleOf = ({ cause }: ExplainedCause) => causesById[cause].title;

function learnMore(cause: ExplainedCause): string {
  const about = t('Learn more about the cause: {0}', titleOf(cause));
  return commandLink(t('Learn more'), commands.openCausePage, [cause.cause], about);
}

function commandLink(title: string, id: string, parameters: readonly unknown[], name?: string): string {
  const label = name === undefined ? '' : ` aria-label="${escaped(name)}"`;
  return `<a href="${commandAddress(id, parameters)}"${label}>${escaped(title)}</a>`;
}

const code = (text: string) => `<code>${escaped(text)}</code>`;

const sentence = (text: string) => sentenceOf(text, code, escaped);

/** Text of a paste or of Azure: no markup, and no character that turns its direction or can't be seen. */
const escaped = (text: string) => quoteForHtml(visible(text));
