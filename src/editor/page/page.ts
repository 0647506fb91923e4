import { quoteForHtml, visible } from '../../model/quote.ts';
import { commands } from '../ids.ts';
import { pageStyle } from './pageStyle.ts';

/** A text that a page offers to copy, such as a command. */
export interface CopiedText {
  readonly text: string;
  /** True if it is a command that changes something. */
  readonly isFix: boolean;
}

/** A page of the extension, as HTML for a webview. */
export interface Page {
  readonly html: string;
  /** The texts that its buttons copy. A click sends `{ copy: index }`. */
  readonly copied: readonly CopiedText[];
}

/** A place in the workspace that a page links to. Line and character are 0-based. */
export interface Line {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
  readonly title: string;
}

/** The commands of VS Code that links of a page may run. */
export const pageCommands: readonly string[] = [commands.goToLine, commands.openCausePage];

/**
 * Returns the document around a body of quoted HTML. Its only script sends the number of the button that was clicked.
 * @param nonce a value that no text can guess: the script with it runs, and no other
 */
export function htmlPage(title: string, body: string, nonce: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'">
<title>${escapedHtml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
${body}
<script nonce="${nonce}">${copyScript}</script>
</body>
</html>
`;
}

/** Text of a paste, a manifest or Azure: no markup, and no character that turns its direction or can't be seen. */
export function escapedHtml(text: string): string {
  return quoteForHtml(visible(text));
}

/** Sends the number of the clicked button, and confirms beside it that the text is copied. */
const copyScript = `
const host = acquireVsCodeApi();
addEventListener('click', event => {
  const button = event.target.closest('button[data-copy]');
  if (!button) return;
  host.postMessage({ copy: Number(button.dataset.copy) });
  for (const status of document.querySelectorAll('[role=status]')) status.textContent = '';
  const own = button.parentElement.querySelector('[role=status]');
  own.textContent = own.dataset.said;
});
`;
