import * as vscode from 'vscode';
import type { Suppression } from '../../model/reference.ts';
import { unusedMessage } from '../../workspace/ignored.ts';
import { isSound } from '../findings/ignoreComment.ts';
import { productName } from '../ids.ts';
import { inPlainText } from '../page/markdown.ts';
import type { Folder } from '../store/folder.ts';

/** A comment that ignores nothing: faded out, or a warning where it never could. */
export class IdleComment extends vscode.Diagnostic {
  override readonly source = productName;
  override readonly tags = [vscode.DiagnosticTag.Unnecessary];
  readonly suppression: Suppression;

  constructor(range: vscode.Range, suppression: Suppression) {
    const { Hint, Information } = vscode.DiagnosticSeverity;
    super(range, inPlainText(unusedMessage(suppression)), isSound(suppression) ? Hint : Information);
    this.suppression = suppression;
  }
}

/** Reports comments that ignore nothing any more: one day they would hide another finding. */
export function idleComments(uri: vscode.Uri, folder: Folder): readonly vscode.Diagnostic[] {
  const unused = folder.workspace?.unusedSuppressions(folder.nameOf(uri)) ?? [];
  return unused.flatMap(suppression => {
    const location = folder.locationOf(suppression);
    return location ? [new IdleComment(location.range, suppression)] : [];
  });
}
