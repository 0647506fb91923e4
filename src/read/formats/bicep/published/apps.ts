import type { PublishedModule } from '../../../infrastructure/published/published.ts';
import { bicepIdentities, everywhere, grantsAt, outputsOf, systemPrincipal } from './parts.ts';

/** https://github.com/Azure/bicep-registry-modules/tree/main/avm/res/app */
export const apps: readonly PublishedModule[] = [
  {
    address: 'avm/res/app/container-app',
    versions: [
      {
        from: '0.1.0',
        code: `
param name string
param environmentId string?
param environmentResourceId string?
param registries array?
param containers array
param initContainersTemplate array?
${bicepIdentities}
resource containerApp 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  identity: identity
  properties: {
    environmentId: environmentResourceId ?? environmentId
    template: { containers: containers, initContainers: initContainersTemplate }
    configuration: { registries: !empty(registries) ? registries : null }
  }
}
${grantsAt('containerApp')}${outputsOf('containerApp')}${systemPrincipal('containerApp')}`,
      },
    ],
    below: '0.23.1',
    ignored: `${everywhere} kind disableIngress ingressExternal clientCertificateMode corsPolicy stickySessionsAffinity
      ingressTransport service includeAddOns additionalPortMappings ingressAllowInsecure ingressTargetPort scaleSettings
      scaleMaxReplicas scaleMinReplicas scaleRules serviceBinds activeRevisionsMode customDomains exposedPort
      ipSecurityRestrictions traffic trafficLabel trafficLatestRevision trafficRevisionName trafficWeight dapr identitySettings
      maxInactiveRevisions runtime terminationGracePeriodSeconds secrets revisionSuffix volumes workloadProfileName authConfig
      targetPortHttpScheme`,
  },
  {
    address: 'avm/res/app/job',
    versions: [
      {
        from: '0.1.0',
        code: `
param name string
param environmentResourceId string
param registries array?
param containers array
param initContainers array?
param initContainersTemplate array?
${bicepIdentities}
resource job 'Microsoft.App/jobs@2024-03-01' = {
  name: name
  identity: identity
  properties: {
    environmentId: environmentResourceId
    template: { containers: containers, initContainers: initContainers ?? initContainersTemplate }
    configuration: { registries: registries }
  }
}
${grantsAt('job')}${outputsOf('job')}${systemPrincipal('job')}`,
      },
    ],
    below: '0.7.3',
    ignored: `${everywhere} eventTriggerConfig scheduleTriggerConfig manualTriggerConfig replicaRetryLimit workloadProfileName
      secrets volumes replicaTimeout triggerType`,
  },
  {
    address: 'avm/res/app/managed-environment',
    versions: [
      {
        from: '0.4.0',
        code: `
param name string
param infrastructureSubnetId string = ''
param infrastructureSubnetResourceId string?
${bicepIdentities}
var subnet = infrastructureSubnetResourceId ?? infrastructureSubnetId
resource managedEnvironment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: name
  identity: identity
  properties: { vnetConfiguration: { infrastructureSubnetId: !empty(subnet) ? subnet : null } }
}
${grantsAt('managedEnvironment')}
output defaultDomain string = managedEnvironment.properties.defaultDomain
${outputsOf('managedEnvironment')}${systemPrincipal('managedEnvironment')}`,
      },
    ],
    below: '0.15.1',
    ignored: `${everywhere} logAnalyticsWorkspaceResourceId logsDestination appInsightsConnectionString daprAIConnectionString
      daprAIInstrumentationKey daprConfiguration ingressConfiguration kedaConfiguration peerAuthentication dockerBridgeCidr
      internal platformReservedCidr platformReservedDnsIP peerTrafficEncryption publicNetworkAccess zoneRedundant
      certificatePassword certificateValue certificateKeyVaultProperties certificate dnsSuffix openTelemetryConfiguration
      workloadProfiles infrastructureResourceGroupName storages appLogsConfiguration privateEndpoints`,
  },
];
