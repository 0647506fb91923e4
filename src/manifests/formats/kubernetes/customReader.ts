import type { ImageRule } from '../../format.ts';
import { readChartValues, valuesOfList } from '../../helm/chartValues.ts';
import { readRenames, readRenameTexts } from '../../join/renames.ts';
import type { Harvest } from '../../source/harvest.ts';
import type { Settle } from '../../source/placeholders.ts';
import { at, type Found, find, items, textOf, type View } from '../../source/view.ts';
import type { CustomResource, Parameters } from './customResources/customResource.ts';
import { type Owner, podWorkload, readPodSpec, readPodTemplate, titleOf } from './pods.ts';
import { type ReadEmbedded, searchObjects } from './search.ts';

/** Reads an object of a kind that the table knows. */
export function readCustomResource(
  row: CustomResource,
  owner: Owner,
  harvest: Harvest,
  readEmbedded: ReadEmbedded,
): void {
  const { object } = owner;
  const workload = podWorkload(owner, at(object, ...(row.puller ?? 'spec').split('.')), harvest);
  const title = titleOf(owner, workload);
  const settle = row.parameters === undefined ? undefined : parameterValues(row.parameters, object);
  const each = (paths: readonly string[] | undefined, take: (found: Found) => void) => {
    for (const path of paths ?? []) for (const found of find(object, path)) take(found);
  };
  each(row.templates, ({ value, where }) => readPodTemplate(value, where, owner, harvest, settle));
  each(row.specs, ({ value, where }) => {
    const own = podWorkload(owner, value, harvest);
    readPodSpec(value, title + where, own, harvest, settle);
  });
  each(row.images, ({ value, where }) => harvest.image(value, title + where, workload, settle));
  each(row.values, ({ value, where }) => {
    readChartValues(harvest.embedded(value) ?? value, title + where, workload, harvest);
  });
  each(row.valueLists, ({ value, where }) => {
    readChartValues(valuesOfList(value), title + where, workload, harvest);
  });
  each(row.renames, ({ value, where }) => readRenames(value, title + where, workload, harvest));
  each(row.renameTexts, ({ value, where }) => readRenameTexts(value, title + where, workload, harvest));
  each(row.manifests, ({ value, where }) => {
    const made = harvest.embedded(value);
    if (made !== undefined) readEmbedded(made, `${where} · `);
  });
  if (row.makesObjects === true) searchObjects(object, readEmbedded);
}

/** Reads what a team's own rules say of an object's kind: an image, a list of images, or a pod's spec. */
export function readByRules(rules: readonly ImageRule[], owner: Owner, harvest: Harvest): void {
  for (const { kind, path } of rules) {
    if (kind !== owner.kind) continue;
    for (const { value, where } of find(owner.object, path)) {
      const workload = podWorkload(owner, value.node.kind === 'mapping' ? value : at(owner.object, 'spec'), harvest);
      const title = titleOf(owner, workload) + where;
      if (value.node.kind === 'mapping') {
        readPodSpec(value, title, workload, harvest);
      } else {
        for (const [index, item] of items(value).entries()) harvest.image(item, `${title}[${index}]`, workload);
        harvest.image(value, title, workload);
      }
    }
  }
}

/** Looks a parameter up in the object's own lists: its value, or else its default. */
function parameterValues({ written, lists }: Parameters, object: View): Settle {
  return placeholder => {
    const name = written.exec(placeholder)?.[1];
    if (name === undefined) return undefined;
    for (const list of lists.flatMap(path => find(object, path))) {
      for (const parameter of items(list.value)) {
        if (textOf(at(parameter, 'name')) !== name) continue;
        const value = at(parameter, 'value') ?? at(parameter, 'default');
        const text = textOf(value);
        if (value !== undefined && text !== undefined) {
          return { text, span: value.node.span, role: `value of parameter ${name}` };
        }
      }
    }
    return undefined;
  };
}
