import type { AccessMap } from '../access/map.ts';
import type { Config } from '../workspace/config/config.ts';
import { unknownTargets } from '../workspace/targets.ts';
import { Refusal } from './terminal/terminal.ts';

/** A `--target` that nothing is known by is a mistake; the names that come near are shown. */
export function refuseUnknownTargets(chosen: readonly string[], map: AccessMap | undefined, config: Config): void {
  const sentences = unknownTargets(chosen, map, config).map(({ name, near }) => {
    const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
    return `neither the config nor the access map has a target \`${name}\`${hint}`;
  });
  if (sentences.length > 0) throw new Refusal(sentences.join('\n'));
}
