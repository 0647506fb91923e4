import { at, items, textOf, type View } from '../source/view.ts';

/**
 * The values that a matrix of GitHub gives one of its names (`distro`, `python.image`), by its list and by `include`.
 * Undefined where they can't be told here: made by an expression, or left out by `exclude`.
 * https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
export function matrixValues(matrix: View | undefined, name: string): readonly View[] | undefined {
  const [key = '', ...path] = name.split('.');
  const lists = [at(matrix, key), at(matrix, 'include')].filter(list => list !== undefined);
  if (lists.some(({ node }) => node.kind !== 'list')) return undefined;
  if (at(matrix, 'exclude') !== undefined) return undefined;
  const values = [
    ...items(at(matrix, key)).map(value => at(value, ...path)),
    ...items(at(matrix, 'include')).map(each => at(each, key, ...path)),
  ].filter(value => value !== undefined);
  return values.every(value => !(textOf(value) ?? '{').includes('{')) ? values : undefined;
}
