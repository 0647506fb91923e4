/** A cluster or an app as a step names it, in a resource group or in any. */
export interface NamedTarget {
  /** Undefined: the file does not name it. */
  readonly name: string | undefined;
  readonly group?: string | undefined;
}

/**
 * The clusters that the steps of a job choose, in the order of the steps. Conditions are texts, the outermost first: a
 * step whose condition begins with that of another one runs only if the other one does.
 */
export class Clusters {
  /** Clusters that may be the present one, each with the condition of the step that has chosen it. */
  #candidates: readonly (NamedTarget & { readonly condition: string })[] = [];
  /** By the name of the context that a step has made for it. */
  readonly #byContext = new Map<string, NamedTarget>();

  /** Replaces the clusters that steps have chosen under this condition. Without a condition, all. */
  choose(cluster: NamedTarget, condition: string): void {
    const others = this.#candidates.filter(each => !each.condition.startsWith(condition));
    this.#candidates = [...others, { ...cluster, condition }];
  }

  /** Chooses the cluster and remembers its context. */
  connect(cluster: NamedTarget, context: string | undefined, condition: string): void {
    if (context !== undefined) this.#byContext.set(context, cluster);
    this.choose(cluster, condition);
  }

  /** Returns the cluster that a step before has connected to by this name. Any other context may be anywhere. */
  ofContext(context: string): NamedTarget {
    return this.#byContext.get(context) ?? { name: undefined };
  }

  get all(): readonly NamedTarget[] {
    return this.#candidates;
  }

  /**
   * Returns the clusters that a step with this condition may deploy to: the last one that was surely chosen before it,
   * and those that may have replaced it. Returns all if no condition of a choice covers the step.
   */
  chosen(condition: string): readonly NamedTarget[] {
    const isSure = (each: { readonly condition: string }) =>
      each.condition !== '' && condition.startsWith(each.condition);
    const sureAt = this.#candidates.findLastIndex(isSure);
    const sure = this.#candidates[sureAt];
    if (sure === undefined) return this.#candidates;
    const mayReplace = (each: { readonly condition: string }) => each.condition.startsWith(sure.condition);
    return [sure, ...this.#candidates.slice(sureAt + 1).filter(mayReplace)];
  }
}
