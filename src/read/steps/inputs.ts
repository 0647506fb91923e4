import { namesAzureHost } from '../../model/host.ts';
import type { Span, Written } from '../../model/place.ts';
import type { Workload } from '../../model/workload.ts';
import { composed } from '../image.ts';
import { plainPod } from '../kubernetes/pods.ts';
import { fields, textOf, type View } from '../source/view.ts';
import { versionTag } from '../values/chartAddress.ts';
import type { NamedTarget } from './clusters.ts';
import { deploy, sendImagesIn } from './destinations.ts';
import { appWorkload, type Job, readImageAt, settled } from './job.ts';

/** The inputs of an action or a task. Their names have no case. */
export class StepInputs {
  readonly step: View;
  readonly job: Job;
  readonly #title: string | undefined;
  readonly #values: ReadonlyMap<string, View | undefined>;

  constructor(step: View, title: string | undefined, given: View | undefined, job: Job) {
    this.step = step;
    this.job = job;
    this.#title = title;
    this.#values = new Map(fields(given).map(({ key, value }) => [key.text.toLowerCase(), value]));
  }

  view(name: string): View | undefined {
    return this.#values.get(name.toLowerCase());
  }

  /** Returns the text with the values that the file settles. Actions and tasks leave out the line end of a block. */
  text(name: string): string | undefined {
    const text = textOf(this.view(name))?.trim();
    return text && settled(text, this.job);
  }

  /** Several are one a line, or in a list of JSON or with commas. */
  lines(name: string): readonly string[] {
    return (textOf(this.view(name)) ?? '').split(/[\r\n,]+/).flatMap(line => line.replace(/[[\]"']/g, '').trim() || []);
  }

  /**
   * Reads images that are given to be deployed, one a line. They are put into manifests in the place of others of the
   * same name, which is what is returned.
   */
  images(name: string, workload: Workload, to: readonly NamedTarget[] = []): readonly Written[] {
    const { step, job } = this;
    const within = this.view(name)?.node.span ?? step.node.span;
    return this.lines(name).flatMap(line => {
      const text = line.replace(/\s#.*/, '').trimEnd();
      const at = spanIn(job.reading.builder.text, text, within);
      if (at === undefined || !readImageAt(at, `${this.#title} · ${name}`, workload, job)) return [];
      if (workload.platform === 'kubernetes') sendImagesIn(at, step, to, job);
      return [{ text: settled(text, job), span: job.reading.builder.span(at) }];
    });
  }

  /** Reads a chart of a registry. */
  chart(name: string, version: string | undefined): void {
    const given = this.view(name);
    const address = /^oci:\/\/(.+)$/.exec(textOf(given) ?? '')?.[1];
    const at = given && address && spanIn(this.job.reading.builder.text, address, given.node.span);
    if (!at) return;
    const workload: Workload = { platform: 'pipeline', name: 'helm' };
    readImageAt(at, `${this.#title} · ${name}`, workload, this.job, versionTag(version));
  }

  /** Reads an image of a site whose parts are inputs of their own. */
  imageOf(host: string, repository: string, tag: string): void {
    const { by, reading } = this.job;
    const given = this.view(repository);
    const name = `${this.text(host)}/${this.text(repository)}`;
    if (given === undefined || textOf(given) === undefined || !namesAzureHost(name)) return;
    const site = appWorkload('site', this.text('WebAppName'), this.text('ResourceGroupName'));
    const image = composed(name, this.text(tag), undefined);
    reading.builder.split(given, `${by} · ${this.#title} · ${repository}`, image, reading.workload(site));
  }
}

/** Finds a name that is not a part of a longer one, such as a host. */
function spanIn(document: string, text: string, { start, end }: Span): Span | undefined {
  const part = document.slice(start, end);
  for (let at = part.indexOf(text); text !== '' && at >= 0; at = part.indexOf(text, at + text.length)) {
    const isWhole = !/[\w.:/@-]/.test(part.charAt(at + text.length)) && !/[\w.-]/.test(part.charAt(at - 1));
    if (isWhole) return { start: start + at, end: start + at + text.length };
  }
  return undefined;
}

/** The pull secrets that a step gives must exist in the cluster, and no manifest here shows them. */
export function deployManifests(inputs: StepInputs, key: string, to: readonly NamedTarget[]): void {
  const { step, job } = inputs;
  const span = job.reading.builder.spanOf(step);
  const secrets = inputs.lines('imagePullSecrets');
  const pullSecrets = secrets.map(text => ({ text, span, entries: undefined, definedAt: undefined }));
  const images = inputs.images(key, { ...plainPod({}), pullSecrets }, to);
  deploy(step, 'aks', to, { paths: inputs.lines('manifests'), isDeep: true, images, secrets }, job);
}

/**
 * It pushes and deploys the image that it builds. Without a source, it builds nothing.
 * https://github.com/Azure/container-apps-deploy-action#additional-arguments
 */
export function deployContainerApp(inputs: StepInputs): void {
  const [name, group] = [inputs.text('containerAppName'), inputs.text('resourceGroup')];
  const isBuilt = !inputs.text('imageToDeploy') && inputs.text('appSourcePath') !== undefined;
  inputs.images(isBuilt ? 'imageToBuild' : 'imageToDeploy', appWorkload('containerApp', name, group));
  const to = name === undefined ? [] : [{ name, group }];
  deploy(inputs.step, 'containerApp', to, { paths: inputs.lines('yamlConfigPath') }, inputs.job);
}
