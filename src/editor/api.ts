import type { OutlineNode } from './tree/outline.ts';

/** What other extensions, and the tests, can ask. */
export interface Api {
  /** Resolves when all that is known of the workspace is up to date. */
  settled(): Promise<void>;
  /** What a view of the side bar shows. */
  outline(view: 'targets' | 'registries'): readonly OutlineNode[];
  /** The audit of what is known now. */
  audit(): Promise<readonly OutlineNode[]>;
}
