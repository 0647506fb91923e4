import * as vscode from 'vscode';
import type { Suppression } from '../../model/reference.ts';
import { unusedMessage } from '../../workspace/ignored.ts';
import { diagnosticsHere, offeringQuickFixes, quickFix, replacingSpan } from '../edits.ts';
import { inPlainText } from '../hover/markdown.ts';
import { productName } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Folder } from '../store/folder.ts';
import { manifestSelector } from '../store/manifestFiles.ts';
import { fixesForComment, isSound } from './ignoreComment.ts';

/** A comment that ignores nothing: faded out, or a warning where it never could. */
class IdleComment extends vscode.Diagnostic {
  override readonly source = productName;
  override readonly tags = [vscode.DiagnosticTag.Unnecessary];
  readonly suppression: Suppression;

  constructor(range: vscode.Range, suppression: Suppression) {
    const { Hint, Information } = vscode.DiagnosticSeverity;
    super(range, inPlainText(unusedMessage(suppression)), isSound(suppression) ? Hint : Information);
    this.suppression = suppression;
  }
}

/** What no longer puts anything aside would one day hide what it was not written for. */
export function idleComments(uri: vscode.Uri, folder: Folder): readonly vscode.Diagnostic[] {
  const unused = folder.examination?.unusedSuppressions(folder.nameOf(uri)) ?? [];
  return unused.flatMap(suppression => {
    const location = folder.locationOf(suppression);
    return location ? [new IdleComment(location.range, suppression)] : [];
  });
}

export function registerCommentFixes(own: Lifetime, store: FindingStore): void {
  own.add(
    offeringQuickFixes(manifestSelector, async (document, range, { diagnostics }, token) => {
      const here = await diagnosticsHere(IdleComment, store, document, range, diagnostics, token);
      return here.flatMap(diagnostic => actionsFor(diagnostic, document));
    }),
  );
}

function actionsFor(diagnostic: IdleComment, document: vscode.TextDocument): readonly vscode.CodeAction[] {
  return fixesForComment(document.getText(), diagnostic.suppression).map(({ title, ...change }, i) => {
    const edit = replacingSpan(document, change);
    return quickFix(title, { edit, diagnostics: [diagnostic], isPreferred: i === 0 });
  });
}
