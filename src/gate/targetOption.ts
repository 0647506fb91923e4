import type { AccessMap } from '../access/map.ts';
import type { Config } from '../workspace/config/config.ts';
import type { Circumstances } from '../workspace/engine.ts';
import { unknownTargets } from '../workspace/targets.ts';
import { Refusal } from './terminal/terminal.ts';

export interface TargetOptions {
  /** Of the targets in the config only these; without any there, everything goes to them. */
  readonly target?: readonly string[];
  /** Everything goes to these, whatever the config says. */
  readonly as?: readonly string[];
}

export function isNarrow({ target = [], as = [] }: TargetOptions): boolean {
  return target.length + as.length > 0;
}

/** The options, as this config makes them narrow or move what is judged. */
export function targetsAsked(
  { target = [], as = [] }: TargetOptions,
  config: Config,
): Pick<Circumstances, 'only' | 'as'> {
  if (as.length > 0) return { as };
  return config.targets.length + config.clusters.length > 0 ? { only: target } : { as: target };
}

/** A name that no config and no map knows is a mistake; the names that come near are shown. */
export function refuseUnknownTargets(
  { target = [], as = [] }: TargetOptions,
  known: readonly { readonly map: AccessMap | undefined; readonly workspace: { readonly config: Config } }[],
): void {
  const unknown = known.map(({ map, workspace }) => unknownTargets([...target, ...as], map, workspace.config));
  const [first = []] = unknown;
  const sentences = first
    .filter(({ name }) => unknown.every(list => list.some(each => each.name === name)))
    .map(({ name }) => {
      const near = [...new Set(unknown.flat().flatMap(each => (each.name === name ? each.near : [])))];
      const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
      return `neither the config nor the access map has a target \`${name}\`${hint}`;
    });
  if (sentences.length > 0) throw new Refusal(sentences.join('\n'));
}
