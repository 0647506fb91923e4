import { t } from '../../model/l10n.ts';
import { type CopiedText, escapedHtml } from './page.ts';

/** The buttons of a page that copy a command, in their order. Each has a name of its own. */
export class CopyButtons {
  readonly commands: CopiedText[] = [];
  readonly #names = new Set<string>();

  /**
   * Adds a button, and returns its HTML.
   * @param purpose the purpose of the command, as it follows "to"
   * @param cause the title of the cause, which distinguishes two commands of one purpose
   */
  add(command: CopiedText, purpose: string | null, cause: string): string {
    const plain = purpose === null ? t('Copy the command for: {0}', cause) : t('Copy the command to {0}', purpose);
    const name = this.#unused(plain, cause);
    this.#names.add(name);
    return copyButton(this.commands.push(command) - 1, name);
  }

  #unused(plain: string, cause: string): string {
    if (!this.#names.has(plain)) return plain;
    const ofCause = `${plain} (${cause})`;
    for (let i = 2, name = ofCause; ; i++, name = `${ofCause} ${i}`) if (!this.#names.has(name)) return name;
  }
}

/**
 * Returns the HTML of a button that copies a text of its page.
 * @param index the place of the text among those that the page copies
 * @param name the accessible name
 */
export function copyButton(index: number, name: string): string {
  const button = `<button type="button" data-copy="${index}" aria-label="${escapedHtml(name)}">${t('Copy')}</button>`;
  const status = `<span role="status" data-said="${t('Copied')}"></span>`;
  return `<p class="copy">${button} ${status}</p>`;
}
