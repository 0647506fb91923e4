// The API for other extensions. This file imports nothing, so that it can be copied into an extension as it is.

/** The object that `vscode.extensions.getExtension('acr-pull-check.acr-pull-check')?.activate()` resolves to. */
export interface AcrPullApi {
  /** Goes up when something here changes its meaning or goes away. What is added leaves it as it is. */
  readonly version: 1;
  /**
   * Checks whether the runtimes of the workspace can pull an image. It changes nothing and doesn't ask Azure. The
   * answer covers what the editor knows, after the manifests that are being read. `image`: with its registry, with or
   * without a tag or digest. `target`: the name or resource id of one runtime. Without it: all targets of the image. An
   * image that no manifest names is judged for a plain pod on each known cluster, and `note` mentions it. Never rejects
   * for what is not known.
   */
  canPull(image: string, target?: string): Promise<CanPull>;
}

export interface CanPull {
  /** The ones that need attention first, at most 40. */
  readonly pulls: readonly CheckedPull[];
  /** The number of further pulls. */
  readonly omitted: number;
  /** The limits of the answer, in a sentence. */
  readonly note: string | null;
  /** The access maps. Empty: none. `readAt` is ISO 8601. */
  readonly maps: readonly { readonly origin: string; readonly readAt: string | null }[];
}

export interface CheckedPull {
  readonly image: string;
  /** The place of the image. Lines and columns from 1. Null: no manifest names it. */
  readonly place: { readonly file: string; readonly line: number; readonly column: number } | null;
  /** Null where it is not known where the manifest is deployed. */
  readonly target: { readonly name: string; readonly kind: string; readonly id: string | null } | null;
  /** `unknown` means that the facts did not decide: never take it for one of the others. */
  readonly outcome: 'allowed' | 'denied' | 'unknown';
  /** The id of the cause, as in docs/causes. Null for a pull that is plainly allowed. */
  readonly cause: string | null;
  readonly message: string;
  /** Facts that the verdict takes for granted without having read them. Empty for an unknown one. */
  readonly assumptions: readonly { readonly id: string; readonly text: string; readonly howToMakeSure: string }[];
  readonly evidence: readonly { readonly step: string; readonly fact: string; readonly effect: string }[];
  /**
   * Changes that make the pull work, the best first. A command changes access in Azure: it is for a person to read and
   * run.
   */
  readonly fixes: readonly {
    readonly title: string;
    readonly bash: string | null;
    readonly powershell: string | null;
  }[];
  /** Why the team accepts it. Null: it does not. */
  readonly ignored: string | null;
}
