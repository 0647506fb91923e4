using './main.bicep'

param tag = '9'
param exists = true
