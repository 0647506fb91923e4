import type { ExplainedCause, Explanation, Stage } from '../../explain/explanation.ts';
import type { Workspace } from '../workspace.ts';

/** What `acr-pull explain` says; its JSON is this, as documented in docs/gate.md. */
export interface ExplainReport {
  readonly pullError: boolean;
  readonly image: string | null;
  readonly registry: string | null;
  readonly stage: Stage | null;
  readonly known: readonly string[];
  readonly causes: readonly ExplainedCause[];
  readonly next: string | null;
  /** The line of the workspace that names the image. */
  readonly location: { readonly file: string; readonly line: number; readonly column: number } | null;
}

export function reportExplanation(
  { reference, ...explanation }: Explanation,
  workspaces: readonly Workspace[],
): ExplainReport {
  const workspace = workspaces.find(({ references }) => references.some(each => each === reference));
  if (!reference || !workspace) return { ...explanation, location: null };
  const { file, line, column } = workspace.show(reference);
  return { ...explanation, location: { file, line, column } };
}
