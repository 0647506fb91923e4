import { remembered } from '../../model/memo.ts';
import { textAt } from '../../read/source/lift.ts';
import type { Mapping } from '../../read/source/tree.ts';
import type { BuildInputs } from '../built.ts';
import type { DeliveryContext } from '../delivery/context.ts';
import { isArgoCluster } from '../delivery/declaring.ts';
import type { BuiltDeployment, Deployment } from '../deployment.ts';
import { LookedAt } from '../lookedAt.ts';

/** The context of some senders, with all facts that it gave them. */
export interface SenderContext {
  readonly context: DeliveryContext;
  readonly asked: DiscoveryLookUps;
}

/** Facts from other deployments and files that a deployment's senders depend on. While these stay, the senders do. */
export interface DiscoveryLookUps {
  readonly folders: ReadonlySet<string>;
  readonly clusters: readonly Mapping[];
  readonly artifactGenerators: readonly Mapping[];
  readonly lookUps: { readonly of: LookUp; readonly found: readonly Mapping[] }[];
  readonly lookedAt: LookedAt;
  readonly texts: Map<string, string | undefined>;
}

interface LookUp {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** Objects that senders look up, by the cluster of their deployments. Files may leave clusters undistinguished. */
export class ClusterObjects {
  readonly #folders: ReadonlySet<string>;
  readonly #byCluster = new Map<string, Map<string, NamedObjects>>();
  /** By cluster, then by place. */
  readonly #artifactGenerators = new Map<string, Map<string, Mapping>>();
  readonly #clusters = new Map<string, Mapping>();
  readonly #added = new Set<BuiltDeployment>();
  /** The places of all objects, by cluster and namespace. */
  readonly #places = new Set<string>();
  readonly #inputs: BuildInputs;

  /** `folders`: all folders of the tree. The root is the empty text. */
  constructor(folders: ReadonlySet<string>, inputs: BuildInputs) {
    this.#inputs = inputs;
    this.#folders = folders;
  }

  /** The number of objects that it holds. */
  get size(): number {
    return this.#places.size;
  }

  /** The context of a deployment's senders. Objects of deployments that were added before are in it. */
  contextOf({ deployment }: BuiltDeployment): SenderContext {
    const asked: DiscoveryLookUps = {
      folders: this.#folders,
      clusters: [...this.#clusters.values()],
      artifactGenerators: this.#generatorsFor(deployment),
      lookUps: [],
      lookedAt: new LookedAt(this.#inputs),
      texts: new Map(),
    };
    const { folders, clusters, artifactGenerators, lookedAt } = asked;
    const context: DeliveryContext = {
      folders,
      clusters,
      artifactGenerators,
      namespace: deployment.sender?.namespace,
      find: (kind, namespace, name) => {
        const of = { kind, namespace, name };
        const found = this.#find(of, deployment);
        asked.lookUps.push({ of, found });
        for (const { source } of found) if (source !== undefined) lookedAt.dependOn(source.file);
        return found;
      },
      documents: file => {
        asked.texts.set(file, this.#inputs.text(file));
        return lookedAt.documents(file);
      },
    };
    return { context, asked };
  }

  /** Returns whether a deployment's senders would get the same facts now. */
  givesTheSame(asked: DiscoveryLookUps, { deployment }: BuiltDeployment): boolean {
    return (
      asked.folders === this.#folders &&
      areSame(asked.clusters, [...this.#clusters.values()]) &&
      areSame(asked.artifactGenerators, this.#generatorsFor(deployment)) &&
      asked.lookUps.every(({ of, found }) => areSame(found, this.#find(of, deployment))) &&
      [...asked.texts].every(([file, text]) => this.#inputs.text(file) === text)
    );
  }

  #generatorsFor(deployment: Deployment): readonly Mapping[] {
    return [...(this.#artifactGenerators.get(clusterOf(deployment))?.values() ?? [])];
  }

  #find({ kind, namespace, name }: LookUp, deployment: Deployment): readonly Mapping[] {
    const objects = this.#byCluster.get(clusterOf(deployment))?.get(objectKey(kind, name));
    return objects?.of(namespace, deployment.group) ?? [];
  }

  /** Adds the objects of a deployment. */
  add(built: BuiltDeployment): void {
    if (this.#added.has(built)) return;
    this.#added.add(built);
    const { deployment, declaring } = built;
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
  }
}

/** Trees of builds that were kept are the same objects. */
function areSame(one: readonly Mapping[], other: readonly Mapping[]): boolean {
  return one.length === other.length && one.every((each, i) => each === other[i]);
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

/**
 * A key of the cluster that a deployment is sent to. Without a stated cluster, it is that of the chain's first
 * deployment.
 */
function clusterOf(deployment: Deployment): string {
  const { sender, above, group } = deployment;
  if (sender === undefined) return group;
  if (sender.sentTo.kind !== 'own') return JSON.stringify(sender.sentTo);
  return above === undefined ? sender.place.file : clusterOf(above);
}
