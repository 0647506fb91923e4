import type { CauseId } from '../../model/cause.ts';

/** What a cause means, in the words that its page begins with; made from docs/causes by test/gate/renderers.test.ts. */
export const meanings: Readonly<Record<CauseId, string>> = {
  'admin-credentials':
    "The pull secret holds the registry's admin account. It works today, with the one password that all share: it can push and overwrite images, it can't be kept to a repository, and no log tells who used it. The day somebody switches the account off, every workload that leans on it stops.",
  'admin-disabled':
    "The pull secret holds the registry's admin account, and that account is switched off. The pull leaned on a shared password all along, and stopped when somebody tidied up. That was right of them: one password for everybody, which can push as well, and which no log can attribute to anyone.",
  'anonymous-pull':
    'The registry lets everybody in the world pull without signing in, all of its repositories. The pull works for that reason alone: the identity holds no role on it.',
  'arm-token-refused':
    'The registry takes only tokens that were issued for registries (`azureADAuthenticationAsArmPolicy` is disabled). Container Apps and App Service ask with tokens for Azure Resource Manager, so they are refused whatever role they hold. So are network-isolated AKS clusters with a registry of their own.',
  'broad-grant':
    'The identity can pull only because of a grant that reaches much further than reading images of this registry: a role such as Owner, Contributor or one that pushes, or a pull role on a whole subscription or above. Nothing fails. But whoever takes over the workload can do all of it.',
  'condition-excludes-repository':
    "The identity holds a role that pulls in ABAC mode, and the assignment's condition names other repositories than this one. Without a condition the role would cover the whole registry.",
  'condition-not-understood':
    "The identity holds a role that would let it pull, under a condition which can't be decided from here: it uses an attribute of the principal or of the environment, or a form that isn't documented for registries. So it may hold or not.",
  'cross-tenant':
    "The identity that pulls lives in one Entra tenant, the registry in another. Roles are assigned within a tenant, and a managed identity can't leave its own.",
  'dead-pull-secret':
    'The workload names a pull secret that is refused, and pulls nevertheless: a kubelet tries every credential it has, and its own identity is let in. The secret does no harm today. But it hides who really pulls, and it costs a refused try with each pull.',
  'deny-assignment':
    "The identity holds a pull role, and a deny assignment takes the pull away from it again. Deny assignments win over every role. People don't write them; deployment stacks, managed applications and other services of Azure do.",
  'eligible-only':
    "The identity, or a group of it, may *activate* a pull role through Privileged Identity Management. Until somebody does, it grants nothing. Managed identities and service principals can't activate anything, so for them it stays without effect as far as is known.",
  'expired-credential':
    "What pulls is a secret with an end, and the end has passed: the client secret of the cluster's service principal, or the token or service principal in a pull secret. The tell is in the timing: it pulled for months, then stopped on a day when nobody changed anything.",
  'expiring-credential':
    'What pulls is a secret with an end, and the end is near. On that day the pull stops, whether or not anybody changed anything.',
  'identity-not-assigned':
    "The registry's entry names an identity that the app doesn't hold. A user-assigned identity must be listed under `identity` of the app, or of its environment; `system` needs the app's own to be on, and `system-environment` that of the environment. A role that the identity holds is of no use until then.",
  'image-not-found': "The registry was asked, and it holds no such repository, tag or digest. Access isn't the matter.",
  'image-quarantined':
    "The registry has its quarantine policy on, and the image hasn't been released yet. Until a scanner marks it as passed, only identities with AcrQuarantineReader see it.",
  'legacy-role-before-abac':
    'The pull works, and it does so by a role which counts in legacy mode only. If the registry were switched to *RBAC Registry + ABAC Repository Permissions*, it would stop. New registries tend to be made in that mode.',
  'malformed-reference':
    "The text doesn't follow the grammar of image references, so no runtime asks any registry for it. The usual slips: capital letters in the repository, a space, `https://` in front, a tag that starts with a dot or a dash, a digest of the wrong length.",
  'network-dns':
    "`dial tcp: lookup … no such host`: DNS knows no such name. Either it is wrong, or it is a private name and the zone isn't there for this network.",
  'network-firewall':
    "The registry lets in only listed addresses, and the runtime's traffic leaves from one that isn't listed. The identity doesn't come into it: it is refused before anybody looks at it. With several outgoing addresses, one that is missing is enough for pulls that fail now and then.",
  'network-not-visible':
    "The registry restricts who may reach it, and it can't be told from Azure's answers whether this runtime may. Usual reasons: its traffic leaves through a firewall or NAT whose addresses weren't read; it is in a subnet of your own, which a service-endpoint rule may let in (current versions of the API don't show those); its network uses DNS servers of its own.",
  'network-private-only':
    "Public access to the registry is off, and no private endpoint of it can be reached from the runtime's network. With public access off, the firewall's rules don't matter.",
  'network-timeout':
    "`i/o timeout`, `context deadline exceeded` or `Client.Timeout exceeded while awaiting headers`: packets to the registry get lost, so nobody looked at any credential. A network security group, a route through a firewall, or a private endpoint that can't be reached from here.",
  'no-pull-identity':
    'Nobody presents a credential for this registry, so the pull is anonymous, and the registry is private. Where that happens:',
  'no-pull-role': 'It is known who pulls, and that identity holds no role which covers a pull from this registry:',
  'no-target': "It isn't known where this manifest is deployed to, and who pulls depends on that.",
  'not-a-pull-error':
    'The text says nothing about pulling an image. The image may have been pulled all right, and the container failed afterwards: a probe, a wrong port, a missing secret, a crash at start.',
  'not-attached':
    'The kubelet of this AKS cluster pulls with its own managed identity, and that identity holds no role which lets it pull from the registry: not on the registry, not on anything above it, not through a group. Nothing connects a cluster with a registry by itself; somebody has to attach them.',
  'not-readable':
    "Something that decides the pull could not be read: role assignments of the registry's subscription, a group's members, the cluster's identity. The evidence says which, and why. A fact that wasn't read is never taken for one that isn't there.",
  'not-signed-in': 'There is neither a snapshot to read nor a sign-in to Azure, so nothing can be said of any pull.',
  'platform-mismatch':
    "`no match for platform in manifest`: the pull was allowed. The image exists, but not for the node's operating system or processor.",
  'private-dns-missing':
    "There is a private endpoint, and a way to it. But the zone `privatelink.azurecr.io` isn't linked to the runtime's network, so there the registry's name leads to its public address, and that one is closed.",
  propagating:
    'The role was assigned minutes ago. Azure takes up to ten minutes to let it count everywhere, and until then a pull may still be refused. Where the identity got it through a group, it can take hours: the memberships of a managed identity are cached for about a day.',
  'rate-limited':
    '`toomanyrequests` or 429: the registry, or Docker Hub, asks to slow down. A registry of Azure counts per registry and per identity; all pulls by the admin account, or without any account, share one count.',
  'registry-not-configured':
    "Container Apps pull from a private registry only with an entry for its host, under `configuration.registries` of the app or job. There are entries, or none, but not one for this host, so the pull is anonymous. That the app's identity may hold a role doesn't matter, since nobody said to use it.",
  'registry-not-found':
    "The host in the reference is no Azure registry: either its ending is not one of Azure's (`azurecr.io`, `azurecr.cn`, `azurecr.us`), or it is a letter or two away from a registry that was read, while no registry of the host's own name was. No role helps here, since another registry is asked, or none at all.",
  'registry-not-visible':
    "The host may well be an Azure registry, but none of the subscriptions that were read holds it. It may be a partner's, in a subscription that you can't see, or it may not exist.",
  'role-on-wrong-identity': "A pull role was assigned, to an id that doesn't pull:",
  'system-identity-unsupported':
    'Container Instances pull with a user-assigned identity. The system-assigned one begins to exist with the group, and the group needs its image first.',
  'tls-mismatch':
    "`x509: certificate is valid for …, not …`, or `signed by unknown authority`: either the host is one that the registry's certificate doesn't cover, such as `*.privatelink.azurecr.io`, or a proxy in between shows a certificate of its own.",
  transient:
    'A 5xx answer, a reset connection, a first try that was refused and a second one that succeeded. Nothing to repair, as long as it stays rare.',
  'unresolved-reference':
    "The registry or the repository is filled in later, by a pipeline, by Helm or by a parameter, so it can't be known which registry will be asked. A placeholder in the tag alone does no harm: tag and digest don't decide who may pull.",
  'unusable-host': "The host leads to a registry of Azure, in a form that a runtime can't pull from:",
  'wrong-role-for-mode': 'The identity holds a role that would let it pull, if the registry were in the other mode.',
};
