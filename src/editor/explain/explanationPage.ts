import { causes } from '../../causes/index.ts';
import { type ExplainedCause, type Explanation, stageTitles } from '../../explain/explanation.ts';
import { capitalised, t } from '../../model/l10n.ts';
import { quoteForHtml, visible } from '../../model/quote.ts';
import { commandAddress, sentence as sentenceOf } from '../hover/markdown.ts';
import { commands } from '../ids.ts';

/** Where the workspace names the image; line and character are 0-based. */
export interface Line {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
  readonly title: string;
}

export const pageCommands: readonly string[] = [commands.goToLine, commands.openCausePage, commands.copyFix];

/**
 * A pasted error, explained, as a page in HTML: what we know, then what else it may be; each cause with its page, its check
 * and its fix. Nothing of it runs but its links, which only run `pageCommands`.
 */
export function explanationPage(explanation: Explanation, line: Line | undefined): string {
  const { pullError, image, stage, known, causes: found, next } = explanation;
  const head = pullError
    ? t('Why {0} was not pulled', image === null ? t('the image') : code(image))
    : found.length > 0
      ? t('No pull failed here')
      : t('No failed pull found here');
  const where =
    line === undefined
      ? ''
      : `<p>${t('Used in {0}', commandLink(line.title, commands.goToLine, { subject: { line } }))}</p>`;
  const stopped = stage === null || !pullError ? '' : `<p>${capitalised(stageTitles[stage])}.</p>`;
  const sure = found.filter(({ basis }) => basis !== 'possible');
  const possible = found.filter(({ basis }) => basis === 'possible');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${t('Pull Error')}</title>
<style>${style}</style>
</head>
<body>
<h1>${head}</h1>
${where}${stopped}
<h2>${t('Evidence')}</h2>
${known.map(text => `<p>${sentence(text)}</p>`).join('\n')}
${next === null ? '' : `<p>${t('This command shows the reason:')}</p>${command(next)}`}
${sure.map(cause => block(cause, pullError)).join('\n')}
${possible.length === 0 ? '' : `<h2>${sure.length > 0 ? t("If that isn't it") : t('Possible causes')}</h2>`}
${possible.map(cause => block(cause, pullError)).join('\n')}
</body>
</html>
`;
}

function block({ cause, why, check, fix }: ExplainedCause, pullError: boolean): string {
  const page = commandLink(t('Learn more'), commands.openCausePage, cause);
  const way = /^(?:az|kubectl|docker|helm) [a-z]/.test(fix)
    ? `<p>${t('Fix:')}</p>${command(fix)}`
    : `<p>${t('Fix:')} ${sentence(fix)}</p>`;
  return `<section>
<h3>${escaped(capitalised(causes[cause].title))}</h3>
<p>${sentence(why)} ${page}</p>
${check === null ? '' : `<p>${t('Check it:')}</p>${command(check)}`}
${pullError ? way : `<p>${sentence(fix)}</p>`}
</section>`;
}

const command = (text: string) =>
  `<pre>${code(text)}</pre><p class="copy">${commandLink(t('Copy'), commands.copyFix, text)}</p>`;

function commandLink(title: string, id: string, ...parameters: readonly unknown[]): string {
  return `<a href="${commandAddress(id, parameters)}">${escaped(title)}</a>`;
}

const code = (text: string) => `<code>${escaped(text)}</code>`;

const sentence = (text: string) => sentenceOf(text, code, escaped);

/** Text of a paste or of Azure: no markup, and no character that turns its direction or can't be seen. */
const escaped = (text: string) => quoteForHtml(visible(text));

const style = `
body { max-width: 52em; padding: 0 2em 2em; line-height: 1.5; }
h2 { border-bottom: 1px solid var(--vscode-widget-border, currentColor); margin-top: 1.5em; }
pre { background: var(--vscode-textCodeBlock-background); padding: 0.8em; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font-family: var(--vscode-editor-font-family); }
.copy { margin-top: -0.6em; }
`;
