using 'tags.bicep'
param imageTag = readEnvironmentVariable('IMAGE_TAG')
param stage = 'test'
