import type { PublishedModule } from '../../../infrastructure/published/published.ts';

const APP = `
param name string
param containerAppsEnvironmentName string
param containerName string = 'main'
param containerRegistryName string = ''
param containerRegistryHostSuffix string = 'azurecr.io'
param identityName string = ''
param identityType string = 'None'
param imageName string = ''
param userAssignedIdentityResourceId string = ''
`;

const APP_IGNORED = `location tags allowedOrigins containerCpuCoreCount containerMaxReplicas containerMemory containerMinReplicas
  containerProbes daprAppProtocol daprAppId daprEnabled env external ingressEnabled ingressTransport ipSecurityRestrictions
  ingressAllowInsecure revisionMode secrets serviceBinds serviceType targetPort includeAddOns volumes volumeMounts
  enableTelemetry`;

/** The app has a registry, and its identity the role there, where both an identity and a registry are named. */
const acrContainerApp = `${APP}
param principalId string = ''
var usePrivateRegistry = !empty(identityName) && !empty(containerRegistryName)
var normalizedIdentityType = !empty(identityName) ? 'UserAssigned' : identityType
module containerApp 'br/public:avm/res/app/container-app:0.10.0' = {
  name: 'container-app'
  params: {
    name: name
    managedIdentities: !empty(identityName) && normalizedIdentityType == 'UserAssigned'
      ? { userAssignedResourceIds: [userAssignedIdentityResourceId] }
      : { systemAssigned: normalizedIdentityType == 'SystemAssigned' }
    environmentResourceId: containerAppsEnvironment.id
    registries: usePrivateRegistry
      ? [{ server: '\${containerRegistryName}.\${containerRegistryHostSuffix}', identity: userAssignedIdentityResourceId }]
      : []
    containers: [
      { image: !empty(imageName) ? imageName : 'mcr.microsoft.com/azuredocs/containerapps-helloworld:latest', name: containerName }
    ]
  }
}
resource containerRegistry 'Microsoft.ContainerRegistry/registries@2023-01-01-preview' existing = {
  name: containerRegistryName
}
resource containerRegistryAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (usePrivateRegistry) {
  name: guid(containerRegistry.id, principalId)
  scope: containerRegistry
  properties: {
    roleDefinitionId: '7f951dda-4ed3-4680-a7ca-43fe172d538d'
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
resource containerAppsEnvironment 'Microsoft.App/managedEnvironments@2024-03-01' existing = {
  name: containerAppsEnvironmentName
}
output identityPrincipalId string = normalizedIdentityType == 'None'
  ? ''
  : (empty(identityName) ? containerApp.outputs.?systemAssignedMIPrincipalId : principalId)
output imageName string = imageName
output name string = containerApp.outputs.name
output resourceId string = containerApp.outputs.resourceId
output resourceGroupName string = resourceGroup().name
`;

const containerAppUpsert = `${APP}
param exists bool = false
param identityPrincipalId string = ''
resource existingApp 'Microsoft.App/containerApps@2023-05-02-preview' existing = if (exists) {
  name: name
}
module app 'br/public:avm/ptn/azd/acr-container-app:0.1.1' = {
  name: 'container-app-update'
  params: {
    name: name
    identityType: identityType
    identityName: identityName
    containerName: containerName
    containerAppsEnvironmentName: containerAppsEnvironmentName
    containerRegistryName: containerRegistryName
    containerRegistryHostSuffix: containerRegistryHostSuffix
    imageName: !empty(imageName) ? imageName : exists ? existingApp.properties.template.containers[0].image : ''
    principalId: !empty(identityName) && !empty(containerRegistryName) ? identityPrincipalId : ''
    userAssignedIdentityResourceId: !empty(identityName) && !empty(containerRegistryName) ? userAssignedIdentityResourceId : ''
  }
}
output imageName string = app.outputs.imageName
output name string = app.outputs.name
output resourceId string = app.outputs.resourceId
output resourceGroupName string = resourceGroup().name
`;

const stack = (environment: string, registry: string, subnet: string) => `
param containerAppsEnvironmentName string
param containerRegistryName string
param containerRegistryResourceGroupName string = ''
param acrAdminUserEnabled bool = false
param acrSku string = 'Standard'
param infrastructureSubnetResourceId string = ''
module containerAppsEnvironment 'br/public:avm/res/app/managed-environment:${environment}' = {
  name: 'containerAppsEnvironment'
  params: { name: containerAppsEnvironmentName, ${subnet}: infrastructureSubnetResourceId }
}
module containerRegistry 'br/public:avm/res/container-registry/registry:${registry}' = {
  name: 'containerRegistry'
  scope: !empty(containerRegistryResourceGroupName) ? resourceGroup(containerRegistryResourceGroupName) : resourceGroup()
  params: { name: containerRegistryName, acrAdminUserEnabled: acrAdminUserEnabled, acrSku: acrSku }
}
output resourceGroupName string = resourceGroup().name
output environmentName string = containerAppsEnvironment.outputs.name
output environmentResourceId string = containerAppsEnvironment.outputs.resourceId
output registryLoginServer string = containerRegistry.outputs.loginServer
output registryName string = containerRegistry.outputs.name
`;

/** The cluster's nodes get AcrPull on the registry that the module makes beside it. */
const aks = (cluster: string, registry: string) => `
param name string
param containerRegistryName string
param publicNetworkAccess string = 'Enabled'
param acrSku string = 'Standard'
param containerRegistryRoleName string?
param systemPoolConfig array?
module managedCluster 'br/public:avm/res/container-service/managed-cluster:${cluster}' = {
  name: 'managed-cluster'
  params: { name: name, managedIdentities: { systemAssigned: true }, primaryAgentPoolProfiles: systemPoolConfig ?? [{ name: 'npsystem' }] }
}
module containerRegistry 'br/public:avm/res/container-registry/registry:${registry}' = {
  name: 'container-registry'
  params: {
    name: containerRegistryName
    publicNetworkAccess: publicNetworkAccess
    acrSku: acrSku
    roleAssignments: [
      {
        name: containerRegistryRoleName
        principalId: managedCluster.outputs.kubeletIdentityObjectId
        roleDefinitionIdOrName: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
      }
    ]
  }
}
output resourceGroupName string = resourceGroup().name
output managedClusterName string = managedCluster.outputs.name
output managedClusterClientId string? = managedCluster.outputs.?kubeletIdentityClientId
output managedClusterObjectId string? = managedCluster.outputs.?kubeletIdentityObjectId
output managedClusterResourceId string? = managedCluster.outputs.?kubeletIdentityResourceId
output containerRegistryName string = containerRegistry.outputs.name
output containerRegistryLoginServer string = containerRegistry.outputs.loginServer
`;

/** https://github.com/Azure/bicep-registry-modules/tree/main/avm/ptn/azd */
export const azd: readonly PublishedModule[] = [
  {
    address: 'avm/ptn/azd/acr-container-app',
    versions: [{ from: '0.1.0', code: acrContainerApp }],
    below: '0.5.1',
    ignored: APP_IGNORED,
  },
  {
    address: 'avm/ptn/azd/container-app-upsert',
    versions: [{ from: '0.1.0', code: containerAppUpsert }],
    below: '0.4.1',
    ignored: APP_IGNORED,
  },
  {
    address: 'avm/ptn/azd/container-apps-stack',
    versions: [
      { from: '0.1.0', code: stack('0.7.0', '0.4.0', 'infrastructureSubnetId') },
      { from: '0.2.0', code: stack('0.11.2', '0.9.1', 'infrastructureSubnetResourceId') },
    ],
    below: '0.4.1',
    ignored: `location tags logAnalyticsWorkspaceResourceId logAnalyticsWorkspaceName appInsightsConnectionString
      daprAIInstrumentationKey enableTelemetry zoneRedundant dockerBridgeCidr internal platformReservedCidr
      platformReservedDnsIP workloadProfiles infrastructureResourceGroupName publicNetworkAccess storages`,
  },
  {
    address: 'avm/ptn/azd/aks',
    versions: [
      { from: '0.1.0', code: aks('0.3.0', '0.5.1') },
      { from: '0.2.0', code: aks('0.9.0', '0.9.1') },
      { from: '0.3.0', code: aks('0.11.0', '0.11.0') },
    ],
    below: '0.3.1',
    ignored: `logAnalyticsName keyVaultName location tags networkPlugin networkPolicy dnsPrefix nodeResourceGroupName
      enableTelemetry principalId principalType kubernetesVersion skuTier networkDataplane networkPluginMode podCidr serviceCidr
      dnsServiceIP sshPublicKey aadProfileEnableAzureRBAC appGatewayResourceId monitoringWorkspaceResourceId agentPools
      loadBalancerSku scopeMaps webApplicationRoutingEnabled aksClusterRoleAssignmentName agentPoolConfig
      enableKeyvaultSecretsProvider disableLocalAccounts autoNodeOsUpgradeProfileUpgradeChannel systemPoolSize agentPoolSize
      enableRbacAuthorization enablePurgeProtection enableVaultForDeployment enableVaultForTemplateDeployment enableAzureRbac
      aadProfile`,
  },
];
