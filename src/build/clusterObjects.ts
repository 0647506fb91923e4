import { remembered } from '../model/memo.ts';
import { textAt } from '../read/source/lift.ts';
import type { Mapping } from '../read/source/tree.ts';
import type { Inputs } from './built.ts';
import type { DeliveryContext } from './delivery/context.ts';
import { isArgoCluster } from './delivery/declaring.ts';
import type { BuiltDeployment, Deployment } from './deployment.ts';
import { LookedAt } from './lookedAt.ts';

/** The context of some senders, and on what it makes them depend. */
export interface SenderContext {
  readonly context: DeliveryContext;
  /** Objects that were looked up, and where they were found. */
  readonly found: readonly string[];
  readonly lookedAt: LookedAt;
}

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

  /** `folders`: all of the tree, the root as the empty text. */
  constructor(folders: ReadonlySet<string>, inputs: Inputs) {
    this.#inputs = inputs;
    this.#folders = folders;
  }

  /** The number of objects that it holds. */
  get size(): number {
    return this.#places.size;
  }

  /** The context of a deployment's senders. Objects of deployments that were built before it are in it. */
  contextOf(built: BuiltDeployment): SenderContext {
    const { deployment } = built;
    const own = this.#add(built);
    const lookedAt = new LookedAt(this.#inputs);
    const found: string[] = [];
    const context: DeliveryContext = {
      folders: this.#folders,
      clusters: [...this.#clusters.values()],
      artifactGenerators: [...(this.#artifactGenerators.get(clusterOf(deployment))?.values() ?? [])],
      namespace: deployment.sender?.namespace,
      find: (kind, namespace, name) => {
        const objects = own.get(objectKey(kind, name))?.of(namespace, deployment.group) ?? [];
        found.push(`${kind} ${namespace} ${name}`);
        for (const { source, span } of objects) {
          if (source === undefined) continue;
          lookedAt.dependOn(source.file);
          found.push(`${source.file} ${span.start}`);
        }
        return objects;
      },
      documents: file => lookedAt.documents(file),
      // no file says so
      isOwnRepository: () => undefined,
    };
    return { context, found, lookedAt };
  }

  #add({ deployment, declaring }: BuiltDeployment): ReadonlyMap<string, NamedObjects> {
    const own = remembered(this.#byCluster, clusterOf(deployment), () => new Map<string, NamedObjects>());
    for (const object of declaring) {
      const [kind, name] = [textAt(object, 'kind') ?? '', textAt(object, 'metadata', 'name') ?? ''];
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
