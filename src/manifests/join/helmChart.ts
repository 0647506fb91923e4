import type { ImageReference, ManifestReading, Origin, PodWorkload, ReadImage, Span } from '../../model.ts';
import { type ChartGrounds, originsOf, scopeOf, ValuesLayer } from '../helm/chartScope.ts';
import { render } from '../helm/render/render.ts';
import { readImage } from '../image.ts';
import type { DeclarationOf } from './declared.ts';
import { filledAccount, fillPod } from './helmPods.ts';

/** The files of one chart. */
export interface ChartFiles {
  /** `values.yaml` beside Chart.yaml. */
  readonly base: ManifestReading | undefined;
  /** All its values files, that one first. */
  readonly values: readonly ManifestReading[];
  readonly templates: readonly ManifestReading[];
  readonly chart: DeclarationOf<'chart'> | undefined;
  readonly chartFile: string | undefined;
  /** The chart of which it is an unpacked subchart, and its name there. */
  readonly parent: { readonly chart: Chart; readonly name: string } | undefined;
}

/** A template's reference with the values filled in. */
export interface Filled {
  readonly image: ReadImage;
  /** Values that had a part in it. */
  readonly origins: readonly Origin[];
  /** Paths of the values that it was made of, or hangs on; `*` is any element. */
  readonly used: ReadonlySet<string>;
  readonly workload: ImageReference['workload'];
}

/**
 * One chart: its templates are filled in with its values, and each image is spoken of in one place. That place is the
 * values key that names the image, where there is one, since that is where a person changes it; the template's own
 * reference then only points there. What a template makes of the values is the image, whatever they say alone.
 */
export class Chart {
  readonly #files: ChartFiles;
  readonly #layers = new Map<string, ValuesLayer>();
  readonly #filled = new Map<ImageReference, Filled>();
  readonly #named: ReadonlyMap<string, string>;
  readonly #leads: ReadonlyMap<string, string>;
  #users: readonly { readonly reference: ImageReference; readonly used: ReadonlySet<string> }[] | undefined;

  constructor(files: ChartFiles) {
    this.#files = files;
    const templates = files.templates.flatMap(({ file, declarations }) =>
      declarations.flatMap(declaration => (declaration.kind === 'chartTemplate' ? [{ file, ...declaration }] : [])),
    );
    this.#named = new Map(templates.flatMap(({ named }) => named.map(({ name, body }) => [name, body] as const)));
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

  /** A reference of the values as the templates use it; the first that does so decides who pulls. */
  value(reference: ImageReference): ImageReference {
    const path = reference.where;
    const users = this.#usersOf(path);
    const [first] = users;
    if (first === undefined) return reference;
    const overlay = this.#files.values.find(({ file }) => file === reference.file);
    const fills = users.filter(({ used }) => used.has(path)).map(user => this.#fill(user.reference, overlay));
    const sure = fills.find(({ image }) => image.kind === 'image' && image.registry !== undefined);
    const { workload } = this.#fill(first.reference, overlay);
    const origins = (sure ?? reference).origins.filter(
      ({ file, span }) => file !== reference.file || span.start !== reference.span.start,
    );
    const { file, span } = first.reference;
    return {
      ...reference,
      image: sure?.image ?? reference.image,
      workload: workload.platform === 'kubernetes' ? movedTo(workload, reference.span) : workload,
      origins: [...origins, { file, span, role: 'used by this template' }],
    };
  }

  /** For a subchart: what its parent says of it. */
  layersFor(name: string): ChartGrounds['layers'] {
    const base = this.#layer(this.#files.base);
    const at = (path: string) => (path === 'global' || path.startsWith('global.') ? path : `${name}.${path}`);
    return base === undefined ? [] : [{ values: base, at }];
  }

  named(name: string): string | undefined {
    return this.#named.get(name) ?? this.#files.parent?.chart.named(name);
  }

  #fill(reference: ImageReference, overlay?: ManifestReading): Filled {
    const isOwn = overlay === undefined || overlay === this.#files.base;
    const known = isOwn ? this.#filled.get(reference) : undefined;
    if (known !== undefined) return known;
    const grounds = this.#grounds(isOwn ? undefined : overlay);
    const lead = (span: Span) => this.#leads.get(`${span.start} ${reference.file}`) ?? '';
    const { text, used } = render(lead(reference.span) + reference.text, scopeOf(grounds));
    const { workload } = reference;
    const filled = {
      image: imageFrom(text, reference.image),
      origins: originsOf(used, grounds),
      used,
      workload: workload.platform === 'kubernetes' ? this.#pod(workload, grounds, lead) : workload,
    };
    if (isOwn) this.#filled.set(reference, filled);
    return filled;
  }

  #pod(pod: PodWorkload, grounds: ChartGrounds, lead: (span: Span) => string): PodWorkload {
    const filled = fillPod(pod, grounds, lead);
    const account = filledAccount(pod, grounds, lead);
    if (filled.serviceAccount === undefined || account === undefined || account === '') return filled;
    // the chart's own account is found by the template that names it, in both places the same
    const { text } = filled.serviceAccount;
    const declares = ({ declarations }: ManifestReading) =>
      declarations.some(each => each.kind === 'serviceAccount' && each.name === text);
    if (this.#files.templates.some(declares)) return filled;
    return { ...filled, serviceAccount: { ...filled.serviceAccount, text: account } };
  }

  #grounds(overlay: ManifestReading | undefined): ChartGrounds {
    const { base, chart, chartFile, parent } = this.#files;
    const own = [this.#layer(overlay), this.#layer(base)].filter(layer => layer !== undefined);
    const [top, ...rest] = own.map(values => ({ values, at: (path: string) => path }));
    const above = parent?.chart.layersFor(parent.name) ?? [];
    // what a parent says goes over the chart's own values, and a file handed to Helm over both
    const layers = overlay === undefined ? [...above, top] : [top, ...above, ...rest];
    return { layers: layers.filter(layer => layer !== undefined), chart, chartFile, named: name => this.named(name) };
  }

  #layer(reading: ManifestReading | undefined): ValuesLayer | undefined {
    if (reading === undefined) return undefined;
    const known = this.#layers.get(reading.file);
    if (known !== undefined) return known;
    const values = reading.declarations.flatMap(each => (each.kind === 'chartValues' ? each.values : []));
    const layer = new ValuesLayer(reading.file, values);
    this.#layers.set(reading.file, layer);
    return layer;
  }

  /**
   * The reference of the values that names what a template uses; that of `values.yaml` rather than of another file.
   * One that comes to another image, as where templates put different registries before it, does not speak for this.
   */
  #speakerFor(image: ReadImage, used: ReadonlySet<string>): ImageReference | undefined {
    const paths = [...used].filter(path => path !== 'global').map(segmentsOf);
    for (const { references } of this.#files.values) {
      const found = references.find(({ where }) => paths.some(path => leadsTo(path, segmentsOf(where))));
      if (found !== undefined) return isSameName(image, this.value(found).image) ? found : undefined;
    }
    const { parent } = this.#files;
    if (parent === undefined) return undefined;
    return parent.chart.#speakerFor(image, new Set([...used].map(path => `${parent.name}.${path}`)));
  }

  #usersOf(path: string): readonly { readonly reference: ImageReference; readonly used: ReadonlySet<string> }[] {
    this.#users ??= this.#files.templates
      .flatMap(({ references }) => references)
      .map(reference => ({ reference, used: this.#fill(reference).used }));
    const where = segmentsOf(path);
    const users = this.#users.filter(({ used }) =>
      [...used].some(each => each !== 'global' && leadsTo(segmentsOf(each), where)),
    );
    // a template that takes the very value tells more than one that hands the mapping around it to another
    return users.toSorted((one, other) => Number(other.used.has(path)) - Number(one.used.has(path)));
  }
}

/** What is rendered, unless it is nothing or no name, as where the values leave a part for others to fill. */
function imageFrom(rendered: string, unfilled: ReadImage): ReadImage {
  const name = rendered.trim().replace(/^(["'])(.*)\1$/s, '$2');
  if (name === '') return unfilled;
  const image = readImage(name);
  return image.kind === 'malformed' && /^[/:@]|:(?:@|$)|\/(?:[/:@]|$)/.test(name) ? unfilled : image;
}

/** Whether two are of the same repository, as far as the template's is known. */
function isSameName(image: ReadImage, other: ReadImage): boolean {
  if (image.kind !== 'image' || other.kind !== 'image') return image.kind === other.kind;
  return image.registry === undefined || (image.registry === other.registry && image.repository === other.repository);
}

/** `apps[0].image` and `apps.web.image` alike. */
function segmentsOf(path: string): readonly string[] {
  return path.split(/[.[]/);
}

/** Whether a value is at a path or below it. */
function leadsTo(path: readonly string[], value: readonly string[]): boolean {
  return path.length <= value.length && path.every((segment, index) => segment === '*' || segment === value[index]);
}

/** The places of a pod lie in the template; those of a reference must lie in its own file. */
function movedTo(pod: PodWorkload, span: Span): PodWorkload {
  return {
    ...pod,
    pullSecrets: pod.pullSecrets.map(secret => ({ ...secret, span })),
    morePullSecrets: pod.morePullSecrets.map(written => ({ ...written, span })),
    serviceAccount: pod.serviceAccount && { ...pod.serviceAccount, span },
  };
}
