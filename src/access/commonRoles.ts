/**
 * Built-in roles that identities of clusters and apps, pipelines and people commonly hold beside a pull role, so that
 * none of them needs reading before a verdict. Each list was read in
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles (pages of 2025-06 to 2026-07).
 */

/**
 * None of the actions and data actions of these matches a pull in either access mode: no pattern starts with a
 * wildcard or names Microsoft.ContainerRegistry. Their lists are left out for that.
 */
export const rolesWithoutPull: readonly (readonly [guid: string, name: string])[] = [
  // …/containers
  ['0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8', 'Azure Kubernetes Service Cluster Admin Role'],
  ['1afdec4b-e479-420e-99e7-f82237c7c5e6', 'Azure Kubernetes Service Cluster Monitoring User'],
  ['4abbcc35-e782-43d8-92c5-2d3f1bd2253f', 'Azure Kubernetes Service Cluster User Role'],
  ['ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8', 'Azure Kubernetes Service Contributor Role'],
  ['3498e952-d568-435e-9b2c-8d77e338d7f7', 'Azure Kubernetes Service RBAC Admin'],
  ['b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b', 'Azure Kubernetes Service RBAC Cluster Admin'],
  ['7f6c6a51-bcf8-42ba-9220-52d62157d7db', 'Azure Kubernetes Service RBAC Reader'],
  ['a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb', 'Azure Kubernetes Service RBAC Writer'],
  ['18ab4d3d-a1bf-4477-8ad9-8359bc988f69', 'Azure Kubernetes Fleet Manager RBAC Cluster Admin'],
  // …/identity
  ['e40ec5ca-96e0-45a2-b4ff-59039f2c2b59', 'Managed Identity Contributor'],
  ['f1a07417-d97a-45cb-824c-7a7467783830', 'Managed Identity Operator'],
  // …/networking
  ['4d97b98b-1d4f-4787-a291-c67834d212e7', 'Network Contributor'],
  ['befefa01-2a29-4197-83a8-272ff33ce314', 'DNS Zone Contributor'],
  ['b12aa53e-6015-4669-85d0-8515ebb3ae7f', 'Private DNS Zone Contributor'],
  ['a4b10055-b0c7-44c2-b00f-c7b5b3550cf7', 'Traffic Manager Contributor'],
  // …/compute
  ['9980e02c-c2be-4d73-94e8-173b1dc7cf3c', 'Virtual Machine Contributor'],
  ['1c0163c0-47e6-4577-8991-ea5c82e286e4', 'Virtual Machine Administrator Login'],
  ['fb879df8-f326-4884-b1cf-06f3ad86be52', 'Virtual Machine User Login'],
  // …/monitor
  ['3913510d-42f4-4e42-8a64-420c390055eb', 'Monitoring Metrics Publisher'],
  ['3b03c2da-16b3-4a49-8834-0f8130efdd3b', 'Log Analytics Data Reader'],
  ['ae349356-3a1b-4a5e-921d-050484c6347e', 'Application Insights Component Contributor'],
  // …/security
  ['00482a5a-887f-4fb3-b363-3b7fe8e74483', 'Key Vault Administrator'],
  ['db79e9a7-68ee-4b58-9aeb-b90e7c24fcba', 'Key Vault Certificate User'],
  ['a4417e6f-fecd-4de8-b567-7b0420556985', 'Key Vault Certificates Officer'],
  ['f25e0fa2-a7c8-4377-a976-54943a77a395', 'Key Vault Contributor'],
  ['14b46e9e-c2b7-41b4-b07b-48a6ebf60603', 'Key Vault Crypto Officer'],
  ['e147488a-f6f5-4113-8e2d-b22465e65bf6', 'Key Vault Crypto Service Encryption User'],
  ['12338af0-0e69-4776-bea7-57ae8d297424', 'Key Vault Crypto User'],
  ['21090545-7ca7-4776-b22c-e363652d74d2', 'Key Vault Reader'],
  ['b86a8fe4-44ce-4948-aee5-eccb2c155cd7', 'Key Vault Secrets Officer'],
  ['4633458b-17de-408a-b874-0445c86b69e6', 'Key Vault Secrets User'],
  ['28bf596f-4eb7-45ce-b5bc-6cf482fec137', 'Locks Contributor'],
  ['fb1c8493-542b-48eb-b624-b4c8fea62acd', 'Security Admin'],
  ['39bc4728-0917-49c7-9d2c-d95423bc2eb4', 'Security Reader'],
  // …/storage
  ['ba92f5b4-2d11-453d-a403-e96b0029c9fe', 'Storage Blob Data Contributor'],
  ['b7e6dc6d-f1e8-4753-8033-0f276bb0955b', 'Storage Blob Data Owner'],
  ['2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', 'Storage Blob Data Reader'],
  ['db58b8e5-c6ad-4a2a-8342-4190687cbf4a', 'Storage Blob Delegator'],
  ['69566ab7-960f-475b-8e7c-b3118f30c6bd', 'Storage File Data Privileged Contributor'],
  ['b8eda974-7b85-4f76-af95-65846b26df6d', 'Storage File Data Privileged Reader'],
  ['0c867c2a-1d8c-454a-a3db-ab2ea1bdc8bb', 'Storage File Data SMB Share Contributor'],
  ['a7264617-510b-434b-a828-9731dc254ea7', 'Storage File Data SMB Share Elevated Contributor'],
  ['974c5e8b-45b9-4653-ba55-5f855dd0fb88', 'Storage Queue Data Contributor'],
  ['8a0f0c08-91a1-4084-bc3d-661d67233fed', 'Storage Queue Data Message Processor'],
  ['c6a89b2d-59bc-44d0-9896-0f6e12d7b80a', 'Storage Queue Data Message Sender'],
  ['19e7f393-937e-4f77-808e-94535e297925', 'Storage Queue Data Reader'],
  ['0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3', 'Storage Table Data Contributor'],
  ['76199698-9eea-4c19-bc75-cec21354c6b6', 'Storage Table Data Reader'],
  // …/integration
  ['090c5cfd-751d-490a-894a-3ce6f1109419', 'Azure Service Bus Data Owner'],
  ['4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0', 'Azure Service Bus Data Receiver'],
  ['69a216fc-b8fb-44d8-bc22-1f3c2cd27a39', 'Azure Service Bus Data Sender'],
  ['87a39d53-fc1b-424a-814c-f7e04687dc9e', 'Logic App Contributor'],
  ['515c2055-d9d4-4321-b1b9-bd0c9a0f79fe', 'Logic App Operator'],
];

/**
 * Roles of …/monitor whose actions begin with a read of everything, which takes in the legacy pull action. What they
 * allow beyond it concerns monitoring alone and is left out; nothing of it is of Microsoft.ContainerRegistry.
 */
export const rolesThatReadEverything: readonly (readonly [guid: string, name: string])[] = [
  ['43d0d8ad-25c7-4714-9337-8ba259a9fe05', 'Monitoring Reader'],
  ['749f88d5-cbae-40b8-bcfc-e573ddc772fa', 'Monitoring Contributor'],
  ['47be4a87-7950-4631-9daf-b664a405f074', 'Monitoring Policy Contributor'],
  // Its one exception is a key of a workspace: Microsoft.OperationalInsights/workspaces/sharedKeys/read.
  ['73c42c96-874c-492b-b04d-ab87d138a893', 'Log Analytics Reader'],
  ['92aaf0da-9dab-42b6-94a3-d43ce8d16293', 'Log Analytics Contributor'],
];
