/** Something that can be written at the cursor. */
export interface Suggestion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'runtime' | 'file' | 'image' | 'item';
  /** A snippet: what a person fills in is marked as VS Code does it. */
  readonly insert: string;
  readonly detail?: string | undefined;
  /** Markdown. */
  readonly documentation?: string | undefined;
  /** The keys that lead to a choice ask for the next suggestions at once. */
  readonly leadsOn?: boolean;
}
