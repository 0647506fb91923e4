import { t } from '../../../model/l10n.ts';
import { once, remembered } from '../../../model/memo.ts';
import { type Origin, type Span, withSpans } from '../../../model/place.ts';
import type { ManifestReading } from '../../../model/reading.ts';
import type { ImageReference, ReadImage } from '../../../model/reference.ts';
import type { PodWorkload } from '../../../model/workload.ts';
import { readImage } from '../../../read/image.ts';
import { pullKey } from '../pods.ts';
import { render } from '../render/render.ts';
import { type ChartFiles, ChartLayers } from './chartLayers.ts';
import { type ChartGrounds, originsOf, PathIndex, scopeOf } from './chartScope.ts';
import { type Fill, filled, fillPod } from './pullSecrets.ts';

const MAX_MOVED = 10_000;
/** Places in templates that take their image from one value; a chart with more repeats itself. */
export const MAX_USERS = 1000;

/** A template's reference with the values filled in. */
interface Filled {
  readonly image: ReadImage;
  /** Values that had a part in it. */
  readonly origins: readonly Origin[];
  /** Paths of the values that it was made of, or depends on; `*` is any element. */
  readonly used: ReadonlySet<string>;
  readonly workload: ImageReference['workload'];
}

/**
 * One chart: its templates are filled in with its values, and each image is spoken of in one place. That place is the
 * values key that names the image, where there is one, since that is where a person changes it; the template's own
 * reference then only points there. What a template makes of the values is the image, whatever they say alone.
 */
export class Chart {
  readonly #files: ChartFiles<Chart>;
  readonly layers: ChartLayers;
  /** By the values file laid over the chart's own; empty: none. */
  readonly #filled = new Map<string, Map<ImageReference, Filled>>();
  readonly #leads: ReadonlyMap<string, string>;
  readonly #users = once(() => {
    const users = new PathIndex<User>();
    for (const [order, reference] of this.#files.templates.flatMap(({ references }) => references).entries()) {
      const user = { reference, used: this.#fill(reference).used, order };
      for (const each of withoutGlobal(user.used)) users.add(each, user);
    }
    return users;
  });
  /** The references of each file of values, by the paths at which they are. */
  readonly #valueReferences = new Map<ManifestReading, PathIndex<ImageReference>>();
  readonly #joined = new Map<ImageReference, readonly ImageReference[]>();

  constructor(files: ChartFiles<Chart>) {
    this.#files = files;
    const templates = files.templates.flatMap(({ file, declarations }) =>
      declarations.flatMap(declaration => (declaration.kind === 'chartTemplate' ? [{ file, ...declaration }] : [])),
    );
    const named = templates.flatMap(each => each.named.map(({ name, body }) => [name, body] as const));
    this.layers = new ChartLayers(files, new Map(named));
    this.#leads = new Map(
      templates.flatMap(({ file, contexts }) =>
        contexts.map(({ span, lead }) => [`${span.start} ${file}`, lead] as const),
      ),
    );
  }

  /** A template's reference as the chart's own values fill it in, and where else it is spoken of. */
  template(reference: ImageReference): ImageReference {
    const { image, origins, used, workload } = this.#fill(reference);
    const speaker = this.#speakerFor(image, used);
    return {
      ...reference,
      image,
      workload,
      origins: [...reference.origins, ...origins],
      settledAt: speaker && { file: speaker.file, span: speaker.span },
    };
  }

  /**
   * A reference of the values as the templates use it: once for each pod that takes its image from there, since each
   * may have pull secrets and a service account of its own.
   */
  value(reference: ImageReference): readonly ImageReference[] {
    return remembered(this.#joined, reference, () => this.#joinValue(reference));
  }

  /** Whether more places in templates take a value than are looked at. */
  isCrowded(reference: ImageReference): boolean {
    return this.#usersOf(reference.where).length > MAX_USERS;
  }

  #joinValue(reference: ImageReference): readonly ImageReference[] {
    const path = reference.where;
    const users = this.#usersOf(path);
    if (users.length === 0) return [reference];
    const overlay = this.#files.values.find(({ file }) => file === reference.file);
    const fills = users.slice(0, MAX_USERS).map(user => ({ ...user, filled: this.#fill(user.reference, overlay) }));
    const sure = fills.find(
      ({ used, filled: { image } }) => used.has(path) && image.kind === 'image' && image.registry !== undefined,
    )?.filled;
    const image = sure?.image ?? reference.image;
    const origins = (sure ?? reference).origins.filter(
      ({ file, span }) => file !== reference.file || span.start !== reference.span.start,
    );
    // a template that makes another image of the value speaks for itself
    const same = fills.filter(({ filled }) => isSameName(filled.image, image));
    const pods = Map.groupBy(same.length > 0 ? same : fills, ({ filled }) => pullKey(filled.workload)).values();
    return [...pods]
      .flatMap(alike => alike.slice(0, 1))
      .map(({ reference: { file, span }, filled }) => ({
        ...reference,
        image,
        // the places of a pod lie in the template; those of a reference must lie in its own file
        workload: withSpans(filled.workload, () => reference.span),
        origins: [...origins, { file, span, role: t('used by this template') }],
      }));
  }

  /**
   * Images that a file of values moves elsewhere without naming them, as `registry: shopprod.azurecr.io` does for an
   * environment. They are spoken of at the value that does so.
   */
  moved(overlay: ManifestReading): readonly ImageReference[] {
    if (overlay === this.#files.base) return [];
    const moved = new Map<string, ImageReference>();
    for (const reference of this.#files.templates.flatMap(({ references }) => references)) {
      const { image, used, origins, workload } = this.#fill(reference, overlay);
      if (image.kind !== 'image' || image.registry === undefined || image.repository === undefined) continue;
      const plain = this.#fill(reference);
      if (isSameName(image, plain.image)) continue;
      if ([used, plain.used].some(each => this.#referenceIn(overlay, each))) continue;
      const name = `${image.registry}/${image.repository}`;
      const [value] = [...used]
        .flatMap(path => this.layers.of(overlay)?.get(path) ?? [])
        .filter(({ text, span }) => name.includes(text.toLowerCase()) && text.length === span.end - span.start)
        .toSorted((one, other) => other.text.length - one.text.length);
      if (value === undefined || value.text === '' || moved.size >= MAX_MOVED) continue;
      const { text, span, path } = value;
      const others = origins.filter(origin => origin.file !== overlay.file || origin.span.start !== span.start);
      moved.set(`${span.start} ${name} ${pullKey(workload)}`, {
        ...reference,
        format: 'helm-values',
        file: overlay.file,
        where: path,
        span,
        text,
        image,
        workload: withSpans(workload, () => span),
        origins: [...others, { file: reference.file, span: reference.span, role: t('used by this template') }],
        settledAt: undefined,
      });
    }
    return [...moved.values()];
  }

  #fill(reference: ImageReference, overlay?: ManifestReading): Filled {
    const over = overlay === this.#files.base ? undefined : overlay;
    const all = remembered(this.#filled, over?.file ?? '', () => new Map<ImageReference, Filled>());
    return remembered(all, reference, () => this.#filledIn(reference, over));
  }

  #filledIn(reference: ImageReference, over: ManifestReading | undefined): Filled {
    const grounds = this.layers.grounds(over);
    const scope = scopeOf(grounds);
    const leadTo = ({ start }: Span) => this.#leads.get(`${start} ${reference.file}`) ?? '';
    const fill: Fill = ({ text, span }) => render(text, scope, leadTo(span));
    const { text, used } = fill(reference);
    const { workload } = reference;
    const leftOpen = () => {
      const open = imageFrom(render(reference.text, { ...scope, leavesOpen: true }, leadTo(reference.span)).text);
      return open?.kind === 'image' && open.registry !== undefined ? open : undefined;
    };
    return {
      image: imageFrom(text) ?? leftOpen() ?? reference.image,
      origins: originsOf(used, grounds),
      used,
      workload: workload.platform === 'kubernetes' ? this.#pod(workload, grounds, fill) : workload,
    };
  }

  #pod(pod: PodWorkload, grounds: ChartGrounds, fill: Fill): PodWorkload {
    const full = fillPod(pod, grounds, fill);
    const account = pod.serviceAccount && filled(pod.serviceAccount, fill);
    if (full.serviceAccount === undefined || account === undefined || account === '') return full;
    // the chart's own account is found by the template that names it, in both places the same
    const { text } = full.serviceAccount;
    const declares = ({ declarations }: ManifestReading) =>
      declarations.some(each => each.kind === 'serviceAccount' && each.name === text);
    if (this.#files.templates.some(declares)) return full;
    return { ...full, serviceAccount: { ...full.serviceAccount, text: account } };
  }

  /**
   * The reference of the values that names what a template uses; that of `values.yaml` rather than of another file.
   * One that gives another image, as where templates put different registries before it, does not speak for this.
   */
  #speakerFor(image: ReadImage, used: ReadonlySet<string>): ImageReference | undefined {
    for (const reading of this.#files.values) {
      const found = this.#referenceIn(reading, used);
      const [first] = found === undefined ? [] : this.value(found);
      if (first !== undefined) return isSameName(image, first.image) ? found : undefined;
    }
    const { parent } = this.#files;
    if (parent === undefined) return undefined;
    return parent.chart.#speakerFor(image, new Set([...used].map(path => `${parent.name}.${path}`)));
  }

  /** The first of the values' references that a template uses: by itself, or in a mapping that is handed on. */
  #referenceIn(reading: ManifestReading, used: ReadonlySet<string>): ImageReference | undefined {
    const index = remembered(this.#valueReferences, reading, () => {
      const made = new PathIndex<ImageReference>();
      for (const reference of reading.references) made.add(reference.where, reference);
      return made;
    });
    return index.firstBelow(withoutGlobal(used));
  }

  #usersOf(path: string): readonly User[] {
    // a template that takes the very value tells more than one that hands the mapping around it to another
    const isOther = ({ used }: User) => Number(!used.has(path));
    return [...new Set(this.#users().leadingTo(path))].sort(
      (one, other) => isOther(one) - isOther(other) || one.order - other.order,
    );
  }
}

interface User {
  readonly reference: ImageReference;
  readonly used: ReadonlySet<string>;
  readonly order: number;
}

/** Nearly every template hands `global` on, whatever it takes of it. */
function withoutGlobal(used: ReadonlySet<string>): readonly string[] {
  return [...used].filter(path => path !== 'global');
}

/** The rendered image; undefined where it is nothing or no name, as where the values leave a part for others to fill. */
function imageFrom(rendered: string): ReadImage | undefined {
  const name = rendered.trim().replace(/^(["'])(.*)\1$/s, '$2');
  const image = name === '' ? undefined : readImage(name);
  return image?.kind === 'malformed' && /^[/:@]|:(?:@|$)|\/(?:[/:@]|$)/.test(name) ? undefined : image;
}

/** Whether two are of the same repository, as far as the template's is known. */
function isSameName(image: ReadImage, other: ReadImage): boolean {
  if (image.kind !== 'image' || other.kind !== 'image') return image.kind === other.kind;
  return image.registry === undefined || (image.registry === other.registry && image.repository === other.repository);
}
