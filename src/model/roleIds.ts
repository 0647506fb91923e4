// GUIDs of built-in roles, the same in every cloud. https://learn.microsoft.com/azure/role-based-access-control/built-in-roles

export const acrPullGuid = '7f951dda-4ed3-4680-a7ca-43fe172d538d';
/** Container Registry Repository Reader, which pulls from registries in ABAC mode. */
export const repositoryReaderGuid = 'b93aa761-3e63-49ed-ac28-beffa264f7ac';
export const ownerGuid = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
export const contributorGuid = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
export const readerGuid = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
