import { remembered } from '../model/memo.ts';
import { foldersAbove } from '../model/place.ts';
import { textAt } from '../read/source/lift.ts';
import type { Mapping } from '../read/source/tree.ts';
import type { Inputs } from './built.ts';
import type { DeliveryContext } from './delivery/context.ts';
import { isArgoCluster } from './delivery/declaring.ts';
import { sendersIn } from './delivery/senders.ts';
import type { BuiltDeployment, Deployment } from './deployment.ts';
import type { FoundSender } from './discovery.ts';

/** Objects that senders look up, by the cluster that their deployments go to, as far as files tell clusters apart. */
export class ClusterObjects {
  readonly #folders: ReadonlySet<string>;
  readonly #byCluster = new Map<string, Map<string, NamedObjects>>();
  /** By cluster, then by place. */
  readonly #artifactGenerators = new Map<string, Map<string, Mapping>>();
  readonly #clusters = new Map<string, Mapping>();
  /** Of all objects, by cluster and namespace. */
  readonly #places = new Set<string>();
  readonly #inputs: Inputs;

  constructor(files: Iterable<string>, inputs: Inputs) {
    this.#inputs = inputs;
    this.#folders = new Set(['', ...[...files].flatMap(foldersAbove)]);
  }

  /** The number of objects that it holds. */
  get size(): number {
    return this.#places.size;
  }

  /** The senders that a deployment brings. Objects of deployments that were built before it are what they look up. */
  sendersOf(built: BuiltDeployment): readonly FoundSender[] {
    const own = this.#add(built);
    const answers: unknown[] = [];
    const senders = sendersIn(built.declaring, this.#contextOf(built, own, answers));
    if (senders.length === 0) return [];
    const { told: above } = built.deployment;
    const all = JSON.stringify(answers, placesOnly);
    return senders.map((sender, ordinal) => {
      return { sender, ordinal, told: `${above}${JSON.stringify(sender, placesOnly)}${all}` };
    });
  }

  /** The context of a deployment's senders; `answers` gets all that it tells them, misses too. */
  #contextOf(
    { deployment, lookedAt }: BuiltDeployment,
    own: ReadonlyMap<string, NamedObjects>,
    answers: unknown[],
  ): DeliveryContext {
    const noted = <T>(answer: T): T => {
      answers.push(answer ?? null);
      return answer;
    };
    const clusters = () => [...this.#clusters.values()];
    const generators = () => [...(this.#artifactGenerators.get(clusterOf(deployment))?.values() ?? [])];
    return {
      folders: this.#folders,
      get clusters() {
        return noted(clusters());
      },
      get artifactGenerators() {
        return noted(generators());
      },
      namespace: deployment.sender?.namespace,
      find: (kind, namespace, name) => {
        const found = own.get(objectKey(kind, name))?.of(namespace, deployment.group) ?? [];
        for (const { source } of found) if (source !== undefined) lookedAt.dependOn(source.file);
        return noted(found);
      },
      documents: file => {
        lookedAt.dependOn(file);
        return noted(this.#inputs.documents(file));
      },
      // no file says so
      isOwnRepository: () => undefined,
    };
  }

  #add({ deployment, declaring }: BuiltDeployment): ReadonlyMap<string, NamedObjects> {
    const own = remembered(this.#byCluster, clusterOf(deployment), () => new Map<string, NamedObjects>());
    for (const object of declaring) {
      const [kind, name] = [textAt(object, 'kind'), textAt(object, 'metadata', 'name')];
      if (kind === undefined || name === undefined) continue;
      const namespace = textAt(object, 'metadata', 'namespace') ?? deployment.sender?.namespace;
      remembered(own, objectKey(kind, name), () => new NamedObjects()).add(object, namespace, deployment.group);
      const place = `${object.source?.file} ${object.span.start}`;
      this.#places.add(`${clusterOf(deployment)} ${namespace} ${place}`);
      if (isArgoCluster(object)) this.#clusters.set(place, object);
      if (kind === 'ArtifactGenerator')
        remembered(this.#artifactGenerators, clusterOf(deployment), () => new Map()).set(place, object);
    }
    return own;
  }
}

/** A tree's source holds the whole text of its file, which its name stands for. */
function placesOnly(key: string, value: unknown): unknown {
  return key === 'source' && value !== null && typeof value === 'object' && 'file' in value ? value.file : value;
}

function objectKey(kind: string, name: string): string {
  return `${kind} ${name}`;
}

/** Objects of one kind and name in a cluster. Those that state no namespace belong to their own deployment. */
class NamedObjects {
  readonly #byNamespace = new Map<string, Map<string, Mapping>>();

  add(object: Mapping, namespace: string | undefined, group: string): void {
    const place = `${object.source?.file} ${object.span.start}`;
    remembered(this.#byNamespace, this.#key(namespace, group), () => new Map()).set(place, object);
  }

  of(namespace: string | undefined, group: string): readonly Mapping[] {
    return [...(this.#byNamespace.get(this.#key(namespace, group))?.values() ?? [])];
  }

  #key(namespace: string | undefined, group: string): string {
    return namespace === undefined ? `unstated ${group}` : `namespace ${namespace}`;
  }
}

/** A cluster by where its deployments are sent; without a name, it is that of the deployment that begins the chain. */
function clusterOf(deployment: Deployment): string {
  const { sender, above, group } = deployment;
  if (sender === undefined) return group;
  if (sender.sentTo.kind !== 'own') return JSON.stringify(sender.sentTo);
  return above === undefined ? sender.place.file : clusterOf(above);
}
