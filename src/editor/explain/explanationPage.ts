import { causes as causesById } from '../../causes/index.ts';
import { type ExplainedCause, type Explanation, stageTitles } from '../../explain/explanation.ts';
import { capitalised, t } from '../../model/l10n.ts';
import { commands } from '../ids.ts';
import { CopyButtons } from '../page/copyButtons.ts';
import { commandAddress, markdownSentence } from '../page/markdown.ts';
import { type CopiedText, escapedHtml, htmlPage, type Line, type Page } from '../page/page.ts';
import { type CauseGroup, groupByCheck } from './causeGroups.ts';

/**
 * Returns a pasted error, explained, as a page in HTML. Its first heading is the answer where there is one, followed by
 * the fix, the check and the evidence. Below are the other causes.
 * @param line the place where the workspace names the image
 * @param nonce see `htmlPage`
 */
export function explanationPage(explanation: Explanation, line: Line | undefined, nonce: string): Page {
  const writer = new PageWriter(explanation.pullError);
  const body = writer.body(explanation, line);
  const html = htmlPage(t('Pull Error'), body.filter(Boolean).join('\n'), nonce);
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

  /** A section with causes that one command distinguishes. */
  #group({ check, causes }: CauseGroup): string {
    const [first, ...others] = causes;
    const title = causes.map(cause => capitalised(titleOf(cause))).join(' · ');
    const intro = others.length === 0 ? `<p>${sentence(first.why)} ${learnMore(first)}</p>` : '';
    const lead = others.length > 0 ? t('One command checks these:') : t('Check it:');
    const shown =
      check === null ? '' : this.#checks.has(check) ? sameCheck() : `<p>${lead}</p>${this.#check(check, first)}`;
    return `<section>
<h3>${escapedHtml(title)}</h3>
${intro}
${shown}
${others.length === 0 ? this.#fixOf(first) : `<ul>${causes.map(cause => this.#item(cause)).join('\n')}</ul>`}
</section>`;
  }

  #item(cause: ExplainedCause): string {
    const title = `<strong>${escapedHtml(capitalised(titleOf(cause)))}.</strong>`;
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

  #command(command: CopiedText, purpose: string | null, cause: string): string {
    return `<pre>${code(command.text)}</pre>${this.buttons.add(command, purpose, cause)}`;
  }
}

/** The answer where there is one, else what is known of the pull. */
function heading(
  { pullError, isUncertain, image, causes, next }: Explanation,
  answer: ExplainedCause | undefined,
): string {
  const named = image === null ? t('the image') : code(image);
  if (!pullError) return causes.length > 0 ? t('No pull failed here') : t('No failed pull found here');
  if (isUncertain) return t('{0} may not have been pulled', capitalised(named));
  if (answer) return t('{0}: {1} was not pulled', escapedHtml(capitalised(titleOf(answer))), named);
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
  const label = name === undefined ? '' : ` aria-label="${escapedHtml(name)}"`;
  return `<a href="${commandAddress(id, parameters)}"${label}>${escapedHtml(title)}</a>`;
}

const code = (text: string) => `<code>${escapedHtml(text)}</code>`;

const sentence = (text: string) => markdownSentence(text, code, escapedHtml);
