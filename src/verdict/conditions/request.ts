/** The request that a condition is asked about: one action on one repository, and what is known of everything else. */
import type { AttributeSource } from './expression.ts';
import type { AttributeValue } from './values.ts';

export interface ConditionRequest {
  readonly action: string;
  /** Whether the role grants it by its `actions` or by its `dataActions`. */
  readonly kind: 'action' | 'dataAction';
  /** Undefined: not known. Null: the action has none, as those of container registries. */
  readonly subOperation?: string | null;
  /** The repository of the image reference; undefined where a placeholder hides it. */
  readonly repository?: string | undefined;
  /** The moment to decide for, ISO 8601 in UTC; without it `@Environment[UtcNow]` is unknown. */
  readonly now?: string | undefined;
  /** Whatever else is known; it also overrides the above. */
  readonly attributes?: readonly KnownAttribute[];
}

export interface KnownAttribute {
  readonly source: AttributeSource;
  readonly name: string;
  /** Null: it was read, and there is no such attribute. */
  readonly values: readonly AttributeValue[] | null;
}
