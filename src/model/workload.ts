// The setup of an image's puller, as its manifest states it.

import type { Place, Span, Written } from './place.ts';
import type { Truth } from './truth.ts';

/** The setup of an image's puller, by platform. */
export type Workload = PodWorkload | ContainerAppWorkload | ContainerGroupWorkload | SiteWorkload | PlainWorkload;

/** A job of a pipeline, a compose file, a build. */
export interface PlainWorkload {
  readonly platform: 'pipeline' | 'compose' | 'build';
  readonly name: string | undefined;
  /** With which a job signs in to pull its container, where it has credentials of its own. */
  readonly username?: string;
  readonly beforeSteps?: JobContainer;
}

/**
 * A container that a job runs in or beside, without credentials of its own. Its image is pulled before any step of the
 * job can sign in. Absent: a step pulls the image, or it has credentials.
 */
export interface JobContainer {
  /** True if the service runs each job on a new machine. A self-hosted machine may be signed in already. */
  readonly isHosted: boolean;
}

export interface PodWorkload {
  readonly platform: 'kubernetes';
  readonly kind: string | undefined;
  readonly name: string | undefined;
  /** As written. Undefined where the manifest leaves it to the deployment (kustomize, kubectl -n). */
  readonly namespace: string | undefined;
  /** The pod's own list. The kubelet uses the service account's only where the pod lists none. */
  readonly pullSecrets: readonly PullSecret[];
  /**
   * Template actions that add pull secrets unknown here, such as `{{ toYaml .Values.imagePullSecrets }}`.
   * If there are any, the list above may be incomplete: a pull that it doesn't explain is unknown, not denied.
   */
  readonly morePullSecrets: readonly Written[];
  readonly serviceAccount: ServiceAccount | undefined;
  /** Set if it runs on a virtual node of AKS, or may. Absent: nothing in the pod suggests it. */
  readonly onVirtualNode?: Truth;
  /** Signs in its cluster of credentials that its own manifest doesn't show. Absent: none. */
  readonly hints?: readonly CredentialHint[];
  /** Labels that a node must have, with the values that the manifest states. Absent: none. */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** The controller that pulls in place of a pod of this object. */
  readonly controller?: PullController;
}

/**
 * A controller that reads a registry for an object (Flux's ImageRepository, Argo CD's Application), from wherever it
 * runs.
 */
export interface PullController {
  readonly name: string;
  /**
   * `spec.provider`: `generic` signs in with the object's own secrets, `argocd` with a repository secret that no object
   * names, any other with an identity of the controller.
   */
  readonly provider: string;
}

/** Something in a cluster by which pods pull otherwise than their manifests show. */
export interface CredentialHint extends Place {
  /**
   * - `pullSecrets`: gives pods or service accounts pull secrets · `serviceAccounts`: shows that pods of the cluster
   *   pull with identities of their service accounts.
   */
  readonly of: 'pullSecrets' | 'serviceAccounts';
  /** ``Kyverno policy `add-pull-secret` ``. */
  readonly name: string;
}

/** The name of a pull secret in a list. */
export interface ListedSecret extends Written {
  /** The whole item around the name. Absent where it can't be taken out without touching anything else. */
  readonly item?: Reach | undefined;
}

/** The number of UTF-16 units around the text at a span. */
export interface Reach {
  readonly before: number;
  readonly after: number;
}

export interface PullSecret extends ListedSecret {
  /** The secret's credentials, by registry. Undefined where its manifest was not found. */
  readonly entries: readonly SecretEntry[] | undefined;
  /** The file that defines the secret, if it was found. */
  readonly definedAt: Place | undefined;
}

/** A registry's entry of a dockerconfigjson secret. The password itself is never kept. */
export interface SecretEntry {
  readonly server: string;
  readonly username: string | undefined;
  /** The expiry of a password that is a JWT, from its `exp`, in ISO 8601. */
  readonly expiresAt: string | undefined;
}

export interface ServiceAccount extends Written {
  /** Undefined where the manifest of the service account was not found. */
  readonly pullSecrets: readonly PullSecret[] | undefined;
  /** `kubernetes.azure.com/acr-client-id`: the identity that pulls where the cluster's profile allows it. */
  readonly pullClientId: Written | undefined;
  /** An AcrPullBinding that feeds this service account with a pull secret. */
  readonly binding: PullBinding | undefined;
  readonly definedAt: Place | undefined;
}

/** msi-acrpull's AcrPullBinding: a controller that writes pull secrets for a managed identity. */
export interface PullBinding {
  readonly name: string | undefined;
  readonly registry: string | undefined;
  readonly identityClientId: string | undefined;
  readonly identityResourceId: string | undefined;
  readonly definedAt: Place;
}

/** A resource of Azure that pulls images. */
interface AzureWorkload {
  readonly name: string | undefined;
  /** Known if a command or a step names it. */
  readonly resourceGroup?: string | undefined;
  readonly identity: DeclaredIdentity | undefined;
  /** The start of its declaration's content. Absent: it is not infrastructure code. */
  readonly declaredAt?: { readonly file?: string; readonly span: Span };
}

export interface ContainerAppWorkload extends AzureWorkload {
  readonly platform: 'containerApp' | 'containerAppJob' | 'sessionPool';
  /** Undefined where the manifest has no `registries` at all, so what runs in Azure stays. */
  readonly registries: readonly RegistryEntry[] | undefined;
  readonly environmentId: string | undefined;
}

export interface ContainerGroupWorkload extends AzureWorkload {
  readonly platform: 'containerGroup';
  readonly registries: readonly RegistryEntry[] | undefined;
}

export interface SiteWorkload extends AzureWorkload {
  readonly platform: 'site';
  /** `acrUseManagedIdentityCreds`. Undefined where the manifest does not set it. */
  readonly managedIdentityCredentials: boolean | undefined;
  /**
   * `acrUserManagedIdentityID`: a client id, or an expression as written. Undefined means the system-assigned identity.
   */
  readonly identityClientId: string | undefined;
  /** The network that images come over, as the manifest states it. Undefined where it states nothing. */
  readonly network?: SiteNetwork | undefined;
  /** Set for a container that states that it uses no credentials. */
  readonly isAnonymous?: true;
}

/** The network settings of a site's manifest that decide how it pulls. */
export interface SiteNetwork {
  /** It names a subnet of its own. */
  readonly joinsNetwork: boolean;
  /** It runs in an App Service Environment. */
  readonly isInEnvironment: boolean;
  /** By its properties. Undefined: not stated, so what Azure has stays. */
  readonly imagePull: Truth | undefined;
  /** The same for all its traffic, images included. */
  readonly allTraffic: Truth | undefined;
  /** By the app setting WEBSITE_PULL_IMAGE_OVER_VNET. Undefined: the manifest has no app settings, so they stay. */
  readonly pullSetting: Truth | undefined;
}

/** An entry of `configuration.registries` (Container Apps) or `imageRegistryCredentials` (Container Instances). */
export interface RegistryEntry {
  readonly server: string;
  /** `system`, `system-environment` or the resource id of a user-assigned identity. */
  readonly identity: string | undefined;
  readonly username: string | undefined;
  /** The fields that are expressions (`${uami.id}`), kept as written. Only the deployment knows their values. */
  readonly open: readonly ('server' | 'identity' | 'username')[];
  readonly span: Span | undefined;
}

/** The `identity` block of a resource as a manifest or Azure states it. */
export interface DeclaredIdentity {
  readonly systemAssigned: boolean;
  /** Resource ids of the user-assigned identities. An expression (`${uami.id}`) is kept as written. */
  readonly userAssigned: readonly string[];
  /** True if its type or identities are an expression, so that it may hold more than can be seen here. */
  readonly open: boolean;
}

/** Returns an account that is known by its name alone. */
export function accountNamed(name: Written): ServiceAccount {
  return {
    ...name,
    pullSecrets: undefined,
    pullClientId: undefined,
    binding: undefined,
    definedAt: undefined,
  };
}
