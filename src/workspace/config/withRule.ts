import { isSeq, parseDocument } from 'yaml';
import type { VerdictCause } from '../../model/cause.ts';
import type { ImageReference } from '../../model/reference.ts';

/**
 * The text of `.acr-pull.yaml` with one more rule. Comments and order stay. Undefined where the text is not well-formed YAML, so
 * that nothing of it is lost.
 */
export function withRule(
  config: string,
  { image, file }: Pick<ImageReference, 'image' | 'file'>,
  cause: VerdictCause,
  reason: string,
): string | undefined {
  const document = parseDocument(config.trim() === '' ? 'version: 1\n' : config);
  if (document.errors.length > 0) return undefined;
  const named = image.kind === 'image' && image.registry !== undefined && image.repository !== undefined;
  const about = named ? { image: `${image.registry}/${image.repository}` } : { manifests: file };
  const rule = document.createNode({ cause, ...about, reason });
  const rules = document.get('ignore');
  if (isSeq(rules) && rules.items.length > 0) rules.add(rule);
  else document.set('ignore', document.createNode([rule]));
  return document.toString({ lineWidth: 0, singleQuote: true });
}
