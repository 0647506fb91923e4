import { t } from '../../model/l10n.ts';
import { copyButton } from '../page/copyButtons.ts';
import { htmlPage, type Page } from '../page/page.ts';

/**
 * Returns a proof as a page, with a button that copies it.
 * @param rendered the proof as HTML, rendered from Markdown in which all names are quoted
 * @param text the proof as it leaves the editor
 * @param nonce see `htmlPage`
 */
export function proofPage(rendered: string, text: string, nonce: string): Page {
  const body = `${copyButton(0, t('Copy the proof as Markdown'))}\n${rendered}`;
  return { html: htmlPage(t('Full Proof'), body, nonce), copied: [{ text, isFix: false }] };
}
