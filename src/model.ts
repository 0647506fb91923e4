/**
 * The nouns of the product. This file imports nothing; every room may import it.
 *
 * Offsets are UTF-16 code units into the text that was read, without a byte-order mark.
 */

/** A half-open range of UTF-16 offsets: `text.slice(span.start, span.end)` is what it covers. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span in a file; `file` is the name the reader was given, with forward slashes. */
export interface Place {
  readonly file: string;
  readonly span: Span;
}

/** A text as written, with the place where it is written. */
export interface Written {
  readonly text: string;
  readonly span: Span;
}

// ─── Read: what manifests say ──────────────────────────────────────────────────────────────────────────────────────

/**
 * An image's name by the grammar of distribution/reference.
 * A part that hangs on a template is undefined, and `unresolved` holds the first placeholder as written;
 * the parts beside it are still known: `shop.azurecr.io/app:${TAG}` has a registry and a repository.
 */
export interface Image {
  /** Host with its port if it has one, in lower case; Docker Hub's `docker.io` where the text names none. */
  readonly registry: string | undefined;
  /** Path between host and tag, in lower case; Docker Hub's official images get their `library/`. */
  readonly repository: string | undefined;
  readonly tag: string | undefined;
  /** With its algorithm: `sha256:…`. */
  readonly digest: string | undefined;
  /** The first placeholder that no plain value settles, such as `${TAG}` or `{{ .Values.tag }}`. */
  readonly unresolved: string | undefined;
}

export type ReadImage = ({ readonly kind: 'image' } & Image) | { readonly kind: 'malformed'; readonly why: string };

/** Where a manifest runs, as far as its own text tells; it decides which kinds of target can be meant. */
export type Platform =
  | 'kubernetes'
  | 'containerApp'
  | 'containerAppJob'
  | 'containerGroup'
  | 'site'
  | 'pipeline'
  | 'compose'
  | 'build';

export type FormatId =
  | 'kubernetes'
  | 'container-apps'
  | 'container-instances'
  | 'helm-values'
  | 'helm-template'
  | 'kustomization'
  | 'compose'
  | 'bicep'
  | 'arm'
  | 'terraform'
  | 'azure-yaml'
  | 'github-workflow'
  | 'azure-pipelines'
  | 'dockerfile'
  | 'devcontainer';

/** One image as written in a manifest. */
export interface ImageReference {
  readonly format: FormatId;
  readonly file: string;
  /** Path inside the document, e.g. `Deployment checkout · spec.template.spec.containers[0].image`. */
  readonly where: string;
  readonly span: Span;
  /** What stands at the span. A split reference's text is the part that names the registry or the repository. */
  readonly text: string;
  readonly image: ReadImage;
  /** What the manifest itself says about who pulls. */
  readonly workload: Workload;
  /** The kustomization through which it is deployed, where its images are renamed there; it can have several. */
  readonly through: string | undefined;
  /** Other places that had a part in the name: alias and anchor, values key, kustomization, default of a variable. */
  readonly origins: readonly Origin[];
  /**
   * The reference that speaks for this one: a chart's template takes its image from the chart's values, and what is to
   * be said of it is said there, once. Undefined for one that speaks for itself.
   */
  readonly settledAt: Place | undefined;
  /** Comments that put findings of it aside; absent where there are none. */
  readonly suppressedBy?: readonly Suppression[];
}

/** A comment that puts one cause aside for what its line, or the line below it, names. */
export interface Suppression extends Place {
  /** The line that it speaks of. */
  readonly covers: Span;
  /** Both as written: a comment without a cause and a reason puts nothing aside. */
  readonly cause: string;
  readonly reason: string;
}

export interface Origin extends Place {
  /** A short phrase for people: `value of image.tag`, `renamed by this kustomization`. */
  readonly role: string;
}

/** What a manifest says about who pulls its images, by platform. */
export type Workload =
  | PodWorkload
  | ContainerAppWorkload
  | ContainerGroupWorkload
  | SiteWorkload
  | { readonly platform: 'pipeline' | 'compose' | 'build'; readonly name: string | undefined };

export interface PodWorkload {
  readonly platform: 'kubernetes';
  readonly kind: string | undefined;
  readonly name: string | undefined;
  /** As written; undefined where the manifest leaves it to the deployment (kustomize, kubectl -n). */
  readonly namespace: string | undefined;
  /** The pod's own list. The kubelet uses the service account's only where the pod lists none. */
  readonly pullSecrets: readonly PullSecret[];
  /**
   * Where a template adds pull secrets that nobody can see here, such as `{{ toYaml .Values.imagePullSecrets }}`.
   * While it is not empty, the list above may not be all: a pull that it can't account for is unknown, not denied.
   */
  readonly morePullSecrets: readonly Written[];
  readonly serviceAccount: ServiceAccount | undefined;
}

export interface PullSecret extends Written {
  /** What the secret holds for the registries it names; undefined where its manifest was not found. */
  readonly entries: readonly SecretEntry[] | undefined;
  /** The file that defines the secret, if it was found. */
  readonly definedAt: Place | undefined;
}

/** A registry's entry of a dockerconfigjson secret. The password itself is never kept. */
export interface SecretEntry {
  readonly server: string;
  readonly username: string | undefined;
  /** End of life read from the password where it is a token that says so (a JWT's `exp`), ISO 8601. */
  readonly expiresAt: string | undefined;
}

export interface ServiceAccount extends Written {
  /** Undefined where the manifest of the service account was not found. */
  readonly pullSecrets: readonly PullSecret[] | undefined;
  /** `kubernetes.azure.com/acr-client-id`: the identity that pulls where the cluster's profile allows it. */
  readonly pullClientId: Written | undefined;
  readonly pullTenantId: Written | undefined;
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

export interface ContainerAppWorkload {
  readonly platform: 'containerApp' | 'containerAppJob';
  readonly name: string | undefined;
  /** Undefined where the manifest has no `registries` at all, so what runs in Azure stays. */
  readonly registries: readonly RegistryEntry[] | undefined;
  readonly identity: DeclaredIdentity | undefined;
  readonly environmentId: string | undefined;
}

export interface ContainerGroupWorkload {
  readonly platform: 'containerGroup';
  readonly name: string | undefined;
  readonly registries: readonly RegistryEntry[] | undefined;
  readonly identity: DeclaredIdentity | undefined;
}

export interface SiteWorkload {
  readonly platform: 'site';
  readonly name: string | undefined;
  /** `acrUseManagedIdentityCreds`; undefined where the manifest does not say. */
  readonly managedIdentityCredentials: boolean | undefined;
  /** `acrUserManagedIdentityID`: a client id, or an expression as written; undefined means the system-assigned identity. */
  readonly identityClientId: string | undefined;
  readonly identity: DeclaredIdentity | undefined;
}

/** An entry of `configuration.registries` (Container Apps) or `imageRegistryCredentials` (Container Instances). */
export interface RegistryEntry {
  readonly server: string;
  /** `system`, `system-environment` or the resource id of a user-assigned identity. */
  readonly identity: string | undefined;
  readonly username: string | undefined;
  readonly passwordSecretRef: string | undefined;
  /** Which of these are expressions here (`${uami.id}`), kept as written: what they say, only the deployment knows. */
  readonly open: readonly ('server' | 'identity')[];
  readonly span: Span | undefined;
}

/** The `identity` block of a resource as a manifest or Azure states it. */
export interface DeclaredIdentity {
  readonly systemAssigned: boolean;
  /** Resource ids of the user-assigned identities; an expression (`${uami.id}`) is kept as written. */
  readonly userAssigned: readonly string[];
  /** Whether an expression stands for its type or for identities, so that it may hold more than can be seen here. */
  readonly open: boolean;
  readonly span: Span | undefined;
}

/** What one file says. Reading never fails: what could not be read is a problem in the list. */
export interface ManifestReading {
  readonly file: string;
  readonly references: readonly ImageReference[];
  readonly declarations: readonly Declaration[];
  readonly problems: readonly ReadingProblem[];
  /** Absent where there are none. */
  readonly suppressions?: readonly Suppression[];
}

/** What a file declares that references of other files lean on. */
export type Declaration =
  | {
      readonly kind: 'serviceAccount';
      readonly name: string;
      readonly namespace: string | undefined;
      readonly pullSecrets: readonly Written[];
      readonly pullClientId: Written | undefined;
      readonly pullTenantId: Written | undefined;
      readonly place: Place;
    }
  | {
      readonly kind: 'pullSecret';
      readonly name: string;
      readonly namespace: string | undefined;
      /** Undefined where the content can't be read here: encrypted, templated, broken. */
      readonly entries: readonly SecretEntry[] | undefined;
      readonly place: Place;
    }
  | {
      readonly kind: 'pullBinding';
      readonly namespace: string | undefined;
      readonly serviceAccount: string;
      readonly binding: PullBinding;
    }
  | {
      readonly kind: 'kustomization';
      /** Paths as written, relative to the kustomization's folder. */
      readonly resources: readonly Written[];
      readonly images: readonly KustomizationImage[];
      readonly namespace: string | undefined;
      readonly place: Place;
    }
  | {
      /** A chart's Chart.yaml. */
      readonly kind: 'chart';
      readonly name: Written | undefined;
      readonly version: Written | undefined;
      readonly appVersion: Written | undefined;
    }
  | { readonly kind: 'chartValues'; readonly values: readonly ChartValue[] }
  | {
      /** What a file of a chart's templates holds besides its images. */
      readonly kind: 'chartTemplate';
      readonly named: readonly NamedTemplate[];
      readonly contexts: readonly TemplateContext[];
    };

/** A value of a chart: its text, empty where nothing is given. */
export interface ChartValue extends Written {
  /** Keys divided by dots, an element's number in brackets: `image.repository`, `imagePullSecrets[0].name`. */
  readonly path: string;
}

/** A template that others include by its name: `{{ define "shop.image" }}`. */
export interface NamedTemplate {
  readonly name: string;
  readonly body: string;
}

/** What leads to a place in a template: the variables set before, and the `with` and `range` around it. */
export interface TemplateContext {
  readonly span: Span;
  /** As template code, to be rendered before what stands at the place. */
  readonly lead: string;
}

/** An entry of a kustomization's `images`: which name it replaces, and by what. */
export interface KustomizationImage {
  readonly name: string;
  readonly newName: Written | undefined;
  readonly newTag: Written | undefined;
  readonly digest: Written | undefined;
  readonly span: Span;
}

export interface ReadingProblem {
  readonly message: string;
  readonly span: Span;
}

// ─── Targets ───────────────────────────────────────────────────────────────────────────────────────────────────────

export type TargetKind = 'aks' | 'containerApp' | 'containerAppJob' | 'containerGroup' | 'site' | 'pipeline';

/** A runtime that a manifest is deployed to. */
export interface Target {
  readonly name: string;
  readonly kind: TargetKind;
  /** The Azure resource id; undefined where only the manifest names the runtime. */
  readonly id: string | undefined;
  /** Who said so: `.acr-pull.yaml`, the manifest itself, the only one in the map, picked. */
  readonly why: string;
}

// ─── Decide: verdicts ──────────────────────────────────────────────────────────────────────────────────────────────

export type Outcome = 'allowed' | 'denied' | 'unknown';

export type DeniedCause =
  | 'registry-not-found'
  | 'unusable-host'
  | 'malformed-reference'
  | 'no-pull-identity'
  | 'not-attached'
  | 'no-pull-role'
  | 'wrong-role-for-mode'
  | 'condition-excludes-repository'
  | 'role-on-wrong-identity'
  | 'deny-assignment'
  | 'expired-credential'
  | 'admin-disabled'
  | 'cross-tenant'
  | 'network-firewall'
  | 'network-private-only'
  | 'private-dns-missing'
  | 'arm-token-refused'
  | 'registry-not-configured'
  | 'identity-not-assigned'
  | 'system-identity-unsupported'
  | 'image-not-found'
  | 'image-quarantined';

export type WorksButCause =
  | 'admin-credentials'
  | 'expiring-credential'
  | 'dead-pull-secret'
  | 'broad-grant'
  | 'anonymous-pull'
  | 'legacy-role-before-abac';

export type UnknownCause =
  | 'not-signed-in'
  | 'no-target'
  | 'not-readable'
  | 'registry-not-visible'
  | 'unresolved-reference'
  | 'condition-not-understood'
  | 'propagating'
  | 'network-not-visible'
  | 'eligible-only';

/** Causes that only the text of an error can show. */
export type ErrorTextCause =
  | 'network-timeout'
  | 'network-dns'
  | 'rate-limited'
  | 'tls-mismatch'
  | 'platform-mismatch'
  | 'transient'
  | 'not-a-pull-error';

/** Causes that a verdict can carry. */
export type VerdictCause = DeniedCause | WorksButCause | UnknownCause;
export type CauseId = VerdictCause | ErrorTextCause;

/** The principal that a target really presents for a reference. */
export interface Puller {
  readonly objectId: string | undefined;
  readonly clientId: string | undefined;
  /** What people call it: `kubelet identity aks-prod-agentpool`. */
  readonly name: string;
  /** Why this one, in a phrase. */
  readonly why: string;
  readonly credential:
    | 'managedIdentity'
    | 'servicePrincipal'
    | 'registryToken'
    | 'adminAccount'
    | 'anonymous'
    | 'unknown';
}

/** The order of the mission: a proof reads from the registry to the image. */
export type ProofStep = 'registry' | 'puller' | 'tenant' | 'role' | 'network' | 'credential' | 'image';

/**
 * One fact that a verdict stands on.
 * - `grants`: counts for the pull · `denies`: decides against it · `ignored`: was considered and does not count, with
 *   the reason in the text · `missing`: was looked for in what was read, and is not there · `not-read`: could not be
 *   read, so nothing is claimed of it · `states`: context that holds either way.
 */
export interface Evidence {
  readonly step: ProofStep;
  readonly fact: string;
  /** Azure's id of the fact (assignment, role, registry …), where it has one. */
  readonly id: string | null;
  readonly effect: 'grants' | 'denies' | 'ignored' | 'missing' | 'not-read' | 'states';
}

export type FixKind =
  | 'attach'
  | 'assignRole'
  | 'setRegistryIdentity'
  | 'assignIdentity'
  | 'networkRule'
  | 'dnsLink'
  | 'correctHost'
  | 'useIdentity'
  | 'rotateCredential'
  | 'removeSecret'
  | 'enableArmTokens';

/** What a click would change in Azure; shown before anything runs. */
export interface AzureChange {
  readonly subscription: string;
  readonly principal: string;
  readonly role: string;
  readonly scope: string;
}

/** A change to a file of the workspace. */
export interface TextEdit extends Place {
  readonly newText: string;
}

/** A way out, as data. Every value in a command is already quoted for the shell it goes to. */
export interface Fix {
  readonly title: string;
  readonly kind: FixKind;
  readonly bash: string | null;
  readonly powershell: string | null;
  readonly edit: TextEdit | null;
  /** The same grant as text to be put in a Bicep or Terraform file. */
  readonly bicep: string | null;
  readonly terraform: string | null;
  readonly change: AzureChange | null;
}

export interface Verdict {
  readonly outcome: Outcome;
  /** Null for a pull that is plainly allowed. */
  readonly cause: VerdictCause | null;
  readonly puller: Puller | null;
  /** One sentence: what happens, to whom, why, then the way out. */
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly fixes: readonly Fix[];
  /** Places that decide it (registry entry, service account, pull secret), for related information. */
  readonly related: readonly Origin[];
}

/** Reference × target × verdict: the one thing that every face shows. */
export interface Finding {
  readonly reference: ImageReference;
  /** Null where no target is known for the reference. */
  readonly target: Target | null;
  readonly verdict: Verdict;
  /** The reason of the rule that hides it (`ignore` in the config); null: shown. Faces show and count it as hidden. */
  readonly ignored: string | null;
}
