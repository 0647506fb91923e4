// Images of a chart that is not in the tree, after the kustomizations that Flux applies to what the chart renders.
import { folderOf } from '../model/place.ts';
import { type ImageReference, wholeImage } from '../model/reference.ts';
import { field, itemsAt } from '../read/source/lift.ts';
import type { Content, Mapping, Scalar } from '../read/source/tree.ts';
import type { BuildProblem, Inputs, LoosePart, Outside } from './built.ts';
import { transform } from './kustomize/kustomize.ts';
import { readBuilt, readLoose } from './pulls.ts';

export interface RendererImages {
  readonly references: readonly ImageReference[];
  readonly problems: readonly BuildProblem[];
}

/**
 * The images that values name, as the renderers replace them, and those that the renderers put into what else the chart
 * renders. Each image stands in a pod of its own, since nobody can render the chart here.
 */
export function afterRenderers(
  references: readonly ImageReference[],
  renderers: readonly Mapping[],
  chart: Outside,
  inputs: Inputs,
): RendererImages {
  if (renderers.length === 0) return { references, problems: [] };
  const loose: LoosePart[] = [];
  const problems: BuildProblem[] = [];
  let pods: readonly Mapping[] = references.map((reference, i) => podWith(imageIn(reference, inputs), i));
  for (const renderer of renderers) {
    const built = transform(pods, renderer, folderOf(chart.file), inputs, { missing: chart });
    pods = built.objects;
    loose.push(...built.loose);
    problems.push(...built.problems);
  }
  const named = references.map((reference, i) => withImageOf(reference, pods[i]));
  return { references: [...named, ...readLoose(loose, [], inputs)], problems };
}

function imageIn(reference: ImageReference, inputs: Inputs): Scalar {
  const { file, span, origins } = reference;
  const source = { file, text: inputs.text(file) ?? '', origins };
  return { kind: 'scalar', text: wholeImage(reference), span, plain: false, source };
}

/** The chart decides who pulls, whatever the image is. */
function withImageOf(reference: ImageReference, pod: Mapping | undefined): ImageReference {
  const [container] = itemsAt(pod, 'spec', 'containers');
  const image = field(container, 'image');
  if (pod === undefined || image?.kind !== 'scalar' || image.text === wholeImage(reference)) return reference;
  const [read] = readBuilt([pod], []).references;
  return read === undefined ? reference : { ...read, workload: reference.workload };
}

function podWith(image: Scalar, number: number): Mapping {
  const { span, source } = image;
  const place = source === undefined ? { span } : { span, source };
  const word = (text: string): Scalar => ({ kind: 'scalar', text, plain: true, ...place });
  const mapping = (entries: Readonly<Record<string, Content>>): Mapping => ({
    kind: 'mapping',
    entries: Object.entries(entries).map(([key, value]) => ({ key: word(key), value })),
    ...place,
  });
  const containers: Content = { kind: 'list', items: [mapping({ name: word('app'), image })], ...place };
  return mapping({
    apiVersion: word('v1'),
    kind: word('Pod'),
    metadata: mapping({ name: word(`image-${number}`) }),
    spec: mapping({ containers }),
  });
}
