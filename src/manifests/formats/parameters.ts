import type { Span } from '../../model/place.ts';
import type { Parameters } from '../../model/reading.ts';
import type { SourceFile } from '../format.ts';
import { isJsonName } from '../source/documents.ts';
import { parseJson } from '../source/json.ts';
import { items, view } from '../source/view.ts';
import { parseYaml, splitStream } from '../source/yaml/yaml.ts';
import { flattened } from './kubernetes/destinations/paths.ts';

/**
 * The parameters that a git generator of Argo CD takes from a file: of each object in a list, or of the one there is. It reads
 * the first document, and of a file that is broken or holds anything else, nothing is known.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git/#git-generator-files
 */
export function parametersOf({ name, text }: SourceFile): readonly Parameters[] {
  const isWritten = ({ start, end }: Span) =>
    text
      .slice(start, end)
      .replace(/#.*|^---\s*$/gm, '')
      .trim() !== '';
  const { root, problems } = isJsonName(name) ? parseJson(text) : parseYaml(text, splitStream(text).find(isWritten));
  const top = view(root);
  const objects = top?.node.kind === 'list' ? items(top) : [top];
  const isRead = problems.length === 0 && objects.every(each => each === undefined || each.node.kind === 'mapping');
  return isRead ? objects.map(each => new Map(flattened(each))) : [new Map()];
}
