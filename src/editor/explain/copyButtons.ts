import { t } from '../../model/l10n.ts';

/** A command that the page offers to copy. */
export interface CopiedCommand {
  readonly text: string;
  /** True if it is a fix, which changes something. */
  readonly isFix: boolean;
}

/** The buttons of a page that copy a command, in their order. Each has a name of its own. */
export class CopyButtons {
  readonly commands: CopiedCommand[] = [];
  readonly #names = new Set<string>();

  /**
   * Adds a button, and returns its number and its accessible name.
   * @param purpose the purpose of the command, as it follows "to"
   * @param cause the title of the cause, which tells two commands of one purpose apart
   */
  add(
    command: CopiedCommand,
    purpose: string | null,
    cause: string,
  ): { readonly index: number; readonly name: string } {
    const plain = purpose === null ? t('Copy the command for: {0}', cause) : t('Copy the command to {0}', purpose);
    const name = this.#unused(plain, cause);
    this.#names.add(name);
    return { index: this.commands.push(command) - 1, name };
  }

  #unused(plain: string, cause: string): string {
    if (!this.#names.has(plain)) return plain;
    const ofCause = `${plain} (${cause})`;
    for (let i = 2, name = ofCause; ; i++, name = `${ofCause} ${i}`) if (!this.#names.has(name)) return name;
  }
}

/** Sends the number of the button that was clicked, and says beside it that the command is copied. */
export const copyScript = `
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
