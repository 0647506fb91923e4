import type { PublishedModule } from '../../../infrastructure/published/published.ts';
import { bicepIdentities, everywhere, grantsAt, outputsOf, systemPrincipal } from './parts.ts';

function code(hasSecurityProfile: boolean, kubelet: string): string {
  return `
param name string
param aksServicePrincipalProfile object?
param identityProfile object?
param primaryAgentPoolProfile array?
param primaryAgentPoolProfiles array?
param outboundType string = 'loadBalancer'
${hasSecurityProfile ? 'param securityProfile object?' : ''}
${bicepIdentities}
resource managedCluster 'Microsoft.ContainerService/managedClusters@2025-10-01' = {
  name: name
  identity: identity
  properties: {
    agentPoolProfiles: map(primaryAgentPoolProfiles ?? primaryAgentPoolProfile ?? [], profile => {
      name: profile.name
      enableNodePublicIP: profile.?enableNodePublicIP ?? false
      vnetSubnetID: profile.?vnetSubnetResourceId ?? profile.?vnetSubnetID ?? null
    })
    identityProfile: identityProfile
    servicePrincipalProfile: aksServicePrincipalProfile
    ${hasSecurityProfile ? 'securityProfile: securityProfile' : ''}
    networkProfile: { outboundType: outboundType }
  }
}
${grantsAt('managedCluster')}
output ${kubelet} string? = managedCluster.properties.?identityProfile.?kubeletidentity.?objectId
output kubeletIdentityClientId string? = managedCluster.properties.?identityProfile.?kubeletidentity.?clientId
output kubeletIdentityResourceId string? = managedCluster.properties.?identityProfile.?kubeletidentity.?resourceId
output omsagentIdentityObjectId string? = managedCluster.properties.?addonProfiles.?omsagent.?identity.?objectId
output keyvaultIdentityObjectId string? = managedCluster.properties.?addonProfiles.?azureKeyvaultSecretsProvider.?identity.?objectId
output ingressApplicationGatewayIdentityObjectId string? = managedCluster.properties.?addonProfiles.?ingressApplicationGateway.?identity.?objectId
${outputsOf('managedCluster')}${systemPrincipal('managedCluster')}`;
}

/**
 * A control plane with \`managedIdentities\` leaves the nodes with an identity that AKS makes, unless
 * \`identityProfile\` gives them one.
 * https://github.com/Azure/bicep-registry-modules/tree/main/avm/res/container-service/managed-cluster
 */
export const bicepClusterModule: PublishedModule = {
  address: 'avm/res/container-service/managed-cluster',
  versions: [
    { from: '0.1.0', code: code(false, 'kubeletidentityObjectId') },
    { from: '0.1.4', code: code(false, 'kubeletIdentityObjectId') },
    { from: '0.12.0', code: code(true, 'kubeletIdentityObjectId') },
  ],
  below: '0.14.1',
  ignored: `${everywhere} dnsPrefix advancedNetworking ipFamilies natGatewayProfile networkMode networkDataplane networkPlugin
    networkPluginMode networkPolicy podCidr serviceCidr serviceCidrs podCidrs staticEgressGatewayProfile dnsServiceIP
    loadBalancerSku managedOutboundIPCount allocatedOutboundPorts idleTimeoutInMinutes outboundPublicIPResourceIds
    outboundPublicIPPrefixResourceIds backendPoolType skuName skuTier kubernetesVersion adminUsername sshPublicKey linuxProfile
    aadProfile aadProfileClientAppID aadProfileServerAppID aadProfileServerAppSecret aadProfileTenantId
    aadProfileAdminGroupObjectIDs aadProfileManaged aadProfileEnableAzureRBAC enableRBAC disableLocalAccounts nodeResourceGroup
    nodeResourceGroupProfile authorizedIPRanges disableRunCommand enablePrivateCluster enablePrivateClusterPublicFQDN
    privateDNSZone apiServerAccessProfile publicNetworkAccess agentPools maintenanceConfiguration maintenanceConfigurations
    costAnalysisEnabled httpApplicationRoutingEnabled webApplicationRoutingEnabled dnsZoneResourceId
    defaultIngressControllerType enableDnsZoneContributorRoleAssignment ingressApplicationGatewayEnabled appGatewayResourceId
    aciConnectorLinuxEnabled azurePolicyEnabled openServiceMeshEnabled azurePolicyVersion kubeDashboardEnabled
    enableKeyvaultSecretsProvider enableSecretRotation autoScalerProfile autoUpgradeProfile autoUpgradeProfileUpgradeChannel
    autoNodeOsUpgradeProfileUpgradeChannel enableOidcIssuerProfile enableWorkloadIdentity enableAzureDefender
    enableStorageProfileBlobCSIDriver enableStorageProfileDiskCSIDriver enableStorageProfileFileCSIDriver
    enableStorageProfileSnapshotController supportPlan omsAgentEnabled omsAgentUseAADAuth monitoringWorkspaceId
    monitoringWorkspaceResourceId diskEncryptionSetResourceId httpProxyConfig nodeProvisioningProfile
    nodeProvisioningProfileMode kedaAddon vpaAddon enableImageCleaner imageCleanerIntervalHours enableContainerInsights
    enableAzureMonitorProfileMetrics disableCustomMetrics disablePrometheusMetricsScraping syslogPort metricLabelsAllowlist
    metricAnnotationsAllowList istioServiceMeshEnabled istioServiceMeshRevisions istioServiceMeshCertificateAuthority
    istioServiceMeshInternalIngressGatewayEnabled istioServiceMeshExternalIngressGatewayEnabled workloadAutoScalerProfile
    azureMonitorProfile serviceMeshProfile aiToolchainOperatorProfile fqdnSubdomain upgradeSettings windowsProfile`,
};
